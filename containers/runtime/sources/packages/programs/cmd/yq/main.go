// Command yq is upstream's command line, unchanged: without a subcommand it evaluates.
package main

import (
	"os"

	command "github.com/mikefarah/yq/v4/cmd"
)

func main() {
	yq := command.New()
	args := os.Args[1:]
	_, _, err := yq.Find(args)
	if err != nil && args[0] != "__complete" && args[0] != "__completeNoDesc" {
		yq.SetArgs(append([]string{"eval"}, args...))
	}
	if err := yq.Execute(); err != nil {
		os.Exit(1)
	}
}
