// Command reloader starts a rolling update of Deployments whose Secrets or ConfigMaps have changed.
//
// KUBERNETES_NAMESPACE limits it to one namespace; without it, it looks at all of them. /healthz and /readyz are served
// at port 8081.
package main

import (
	"errors"
	"net/http"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client/config"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/manager/signals"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"kindlab.invalid/shop/internal/reload"
)

func main() {
	log.SetLogger(zap.New())
	if err := run(); err != nil {
		log.Log.Error(err, "the reloader ends")
		os.Exit(1)
	}
}

func run() error {
	scheme := runtime.NewScheme()
	if err := errors.Join(corev1.AddToScheme(scheme), appsv1.AddToScheme(scheme)); err != nil {
		return err
	}
	settings, err := config.GetConfig()
	if err != nil {
		return err
	}
	ctx := signals.SetupSignalHandler()
	mgr, err := manager.New(settings, manager.Options{
		Scheme:                 scheme,
		Cache:                  cache.Options{DefaultNamespaces: namespaces(os.Getenv("KUBERNETES_NAMESPACE"))},
		Metrics:                server.Options{BindAddress: "0"},
		HealthProbeBindAddress: ":8081",
	})
	if err != nil {
		return err
	}
	if err := reload.Register(mgr); err != nil {
		return err
	}
	synced := func(request *http.Request) error {
		if !mgr.GetCache().WaitForCacheSync(request.Context()) {
			return errors.New("what there is has not been read yet: may this service account list deployments, secrets and configmaps?")
		}
		return nil
	}
	if err := errors.Join(mgr.AddHealthzCheck("ping", healthz.Ping), mgr.AddReadyzCheck("cache", synced)); err != nil {
		return err
	}
	return mgr.Start(ctx)
}

func namespaces(only string) map[string]cache.Config {
	if only == "" {
		return nil
	}
	return map[string]cache.Config{only: {}}
}
