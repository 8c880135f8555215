#!/bin/bash
grep -q first "$HOME/kept/note" || { echo "the note is not kept"; exit 3; }
