package reload

import (
	"context"
	"encoding/json"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// Owner signs what is written, in the API server's records.
const Owner = "reloader"

// Cluster is what a Reconciler needs of one.
type Cluster interface {
	client.Reader
	Patch(ctx context.Context, object client.Object, patch client.Patch, options ...client.PatchOption) error
}

// Reconciler keeps the mark in a Deployment's pod template in line with what its Secrets and ConfigMaps hold. It
// compares states, so a change made while it was away is not missed; and a Deployment that it sees for the first time
// is rolled out once, because nobody knows what its pods have read.
type Reconciler struct{ Cluster Cluster }

type mark struct {
	Hash       string   `json:"hash"`
	Secrets    []string `json:"secrets,omitempty"`
	ConfigMaps []string `json:"configMaps,omitempty"`
}

// Reconcile looks at one Deployment. As long as one of its sources is missing it does nothing: pods that start now
// could not read it.
func (reconciler Reconciler) Reconcile(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
	var deployment appsv1.Deployment
	if err := reconciler.Cluster.Get(ctx, request.NamespacedName, &deployment); err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	sources := SourcesOf(&deployment)
	if sources.Empty() || deployment.DeletionTimestamp != nil {
		return reconcile.Result{}, nil
	}
	hash, err := reconciler.hash(ctx, deployment.Namespace, sources)
	if apierrors.IsNotFound(err) {
		return reconcile.Result{}, nil
	}
	if err != nil {
		return reconcile.Result{}, err
	}
	return reconcile.Result{}, reconciler.write(ctx, &deployment, mark{hash, sources.Secrets, sources.ConfigMaps})
}

func (reconciler Reconciler) hash(ctx context.Context, namespace string, sources Sources) (string, error) {
	var print fingerprint
	for _, name := range sources.Secrets {
		var object corev1.Secret
		if err := reconciler.Cluster.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, &object); err != nil {
			return "", err
		}
		print.secret(&object)
	}
	for _, name := range sources.ConfigMaps {
		var object corev1.ConfigMap
		if err := reconciler.Cluster.Get(ctx, client.ObjectKey{Namespace: namespace, Name: name}, &object); err != nil {
			return "", err
		}
		print.configMap(&object)
	}
	return print.sum(), nil
}

func (reconciler Reconciler) write(ctx context.Context, deployment *appsv1.Deployment, wanted mark) error {
	text, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	if deployment.Spec.Template.Annotations[Mark] == string(text) {
		return nil
	}
	// Fails when somebody else has changed the Deployment meanwhile; then it is looked at again.
	patch := client.MergeFromWithOptions(deployment.DeepCopy(), client.MergeFromWithOptimisticLock{})
	if deployment.Spec.Template.Annotations == nil {
		deployment.Spec.Template.Annotations = map[string]string{}
	}
	deployment.Spec.Template.Annotations[Mark] = string(text)
	if err := reconciler.Cluster.Patch(ctx, deployment, patch, client.FieldOwner(Owner)); err != nil {
		return err
	}
	log.FromContext(ctx).Info("rolling out", "secrets", wanted.Secrets, "configMaps", wanted.ConfigMaps)
	return nil
}
