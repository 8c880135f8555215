package reload

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// Register has a manager look at Deployments when they, or Secrets or ConfigMaps beside them, change.
func Register(mgr manager.Manager) error {
	reader := mgr.GetClient()
	beside := handler.EnqueueRequestsFromMapFunc(func(ctx context.Context, object client.Object) []reconcile.Request {
		return whoUses(ctx, reader, object)
	})
	return builder.ControllerManagedBy(mgr).
		Named("reloader").
		For(&appsv1.Deployment{}).
		Watches(&corev1.Secret{}, beside).
		Watches(&corev1.ConfigMap{}, beside).
		Complete(Reconciler{Cluster: mgr.GetClient()})
}

func whoUses(ctx context.Context, reader client.Reader, object client.Object) []reconcile.Request {
	var deployments appsv1.DeploymentList
	if err := reader.List(ctx, &deployments, client.InNamespace(object.GetNamespace())); err != nil {
		log.FromContext(ctx).Error(err, "listing Deployments", "namespace", object.GetNamespace())
		return nil
	}
	var requests []reconcile.Request
	for index := range deployments.Items {
		if !SourcesOf(&deployments.Items[index]).Empty() {
			requests = append(requests, reconcile.Request{NamespacedName: client.ObjectKeyFromObject(&deployments.Items[index])})
		}
	}
	return requests
}
