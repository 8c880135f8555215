// Package reload starts a rolling update of Deployments whose Secrets or ConfigMaps have changed, by the annotations
// that Stakater's Reloader made known.
package reload

import (
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// Annotations of a Deployment, on its own metadata, by which it asks to be reloaded.
const (
	// Auto with "true": for everything that its pods use.
	Auto = "reloader.stakater.com/auto"
	// Secrets: for these Secrets, by name, separated by commas.
	Secrets = "secret.reloader.stakater.com/reload"
	// ConfigMaps: for these ConfigMaps.
	ConfigMaps = "configmap.reloader.stakater.com/reload"
	// Mark is written into the pod template: what the pods have read.
	Mark = "reloader.stakater.com/last-reloaded-from"
)

// Sources are the names of what a Deployment wants to be reloaded for, sorted.
type Sources struct {
	Secrets    []string
	ConfigMaps []string
}

// Empty says that there is nothing to reload for.
func (sources Sources) Empty() bool {
	return len(sources.Secrets)+len(sources.ConfigMaps) == 0
}

// SourcesOf reads the annotations of a Deployment; those of its pod template mean nothing.
func SourcesOf(deployment *appsv1.Deployment) Sources {
	annotations := deployment.Annotations
	var sources Sources
	if annotations[Auto] == "true" {
		sources = used(&deployment.Spec.Template.Spec)
	}
	sources.Secrets = tidy(append(sources.Secrets, split(annotations[Secrets])...))
	sources.ConfigMaps = tidy(append(sources.ConfigMaps, split(annotations[ConfigMaps])...))
	return sources
}

func used(pod *corev1.PodSpec) Sources {
	var sources Sources
	for _, container := range slices.Concat(pod.InitContainers, pod.Containers) {
		for _, from := range container.EnvFrom {
			if from.SecretRef != nil {
				sources.Secrets = append(sources.Secrets, from.SecretRef.Name)
			}
			if from.ConfigMapRef != nil {
				sources.ConfigMaps = append(sources.ConfigMaps, from.ConfigMapRef.Name)
			}
		}
		for _, variable := range container.Env {
			if variable.ValueFrom == nil {
				continue
			}
			if ref := variable.ValueFrom.SecretKeyRef; ref != nil {
				sources.Secrets = append(sources.Secrets, ref.Name)
			}
			if ref := variable.ValueFrom.ConfigMapKeyRef; ref != nil {
				sources.ConfigMaps = append(sources.ConfigMaps, ref.Name)
			}
		}
	}
	for _, volume := range pod.Volumes {
		if volume.Secret != nil {
			sources.Secrets = append(sources.Secrets, volume.Secret.SecretName)
		}
		if volume.ConfigMap != nil {
			sources.ConfigMaps = append(sources.ConfigMaps, volume.ConfigMap.Name)
		}
		if volume.Projected == nil {
			continue
		}
		for _, part := range volume.Projected.Sources {
			if part.Secret != nil {
				sources.Secrets = append(sources.Secrets, part.Secret.Name)
			}
			if part.ConfigMap != nil {
				sources.ConfigMaps = append(sources.ConfigMaps, part.ConfigMap.Name)
			}
		}
	}
	return sources
}

func split(list string) []string {
	return strings.Split(list, ",")
}

func tidy(names []string) []string {
	var kept []string
	for _, name := range names {
		if trimmed := strings.TrimSpace(name); trimmed != "" {
			kept = append(kept, trimmed)
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}
