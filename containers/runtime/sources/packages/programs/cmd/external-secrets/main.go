// Command external-secrets is upstream's operator with the providers and generators of this course.
package main

import "github.com/external-secrets/external-secrets/cmd/controller"

func main() { controller.Execute() }
