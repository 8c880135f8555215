#!/bin/bash
echo opened >"$HOME/opened"
