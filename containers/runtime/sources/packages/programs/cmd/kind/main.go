// Command kind is upstream's command line, unchanged.
package main

import "sigs.k8s.io/kind/cmd/kind/app"

func main() { app.Main() }
