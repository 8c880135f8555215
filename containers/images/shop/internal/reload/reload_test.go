package reload

import (
	"context"
	"errors"
	"slices"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// world holds one Deployment and some Secrets and ConfigMaps, and counts what is written.
type world struct {
	deployment *appsv1.Deployment
	secrets    map[string]*corev1.Secret
	configMaps map[string]*corev1.ConfigMap
	patches    int
	failing    error
}

func (w *world) Get(_ context.Context, key client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	if w.failing != nil {
		return w.failing
	}
	missing := apierrors.NewNotFound(schema.GroupResource{}, key.Name)
	switch into := into.(type) {
	case *appsv1.Deployment:
		if w.deployment == nil {
			return missing
		}
		w.deployment.DeepCopyInto(into)
	case *corev1.Secret:
		if w.secrets[key.Name] == nil {
			return missing
		}
		w.secrets[key.Name].DeepCopyInto(into)
	case *corev1.ConfigMap:
		if w.configMaps[key.Name] == nil {
			return missing
		}
		w.configMaps[key.Name].DeepCopyInto(into)
	}
	return nil
}

func (w *world) List(_ context.Context, into client.ObjectList, _ ...client.ListOption) error {
	if w.failing != nil {
		return w.failing
	}
	into.(*appsv1.DeploymentList).Items = []appsv1.Deployment{*w.deployment}
	return nil
}

func (w *world) Patch(_ context.Context, object client.Object, _ client.Patch, options ...client.PatchOption) error {
	w.patches++
	settings := client.PatchOptions{}
	settings.ApplyOptions(options)
	if settings.FieldManager != Owner {
		return errors.New("written under another name")
	}
	w.deployment = object.(*appsv1.Deployment).DeepCopy()
	return nil
}

func (w *world) reconcile(t *testing.T) string {
	t.Helper()
	if _, err := (Reconciler{Cluster: w}).Reconcile(context.Background(), reconcile.Request{}); err != nil {
		t.Fatal(err)
	}
	return w.deployment.Spec.Template.Annotations[Mark]
}

func newWorld(annotations map[string]string) *world {
	pod := corev1.PodSpec{
		Containers: []corev1.Container{{EnvFrom: []corev1.EnvFromSource{{
			SecretRef: &corev1.SecretEnvSource{LocalObjectReference: corev1.LocalObjectReference{Name: "login"}},
		}}}},
		Volumes: []corev1.Volume{{VolumeSource: corev1.VolumeSource{
			ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: "settings"}},
		}}},
	}
	deployment := &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "shop", Namespace: "shop", Annotations: annotations},
		Spec:       appsv1.DeploymentSpec{Template: corev1.PodTemplateSpec{Spec: pod}},
	}
	named := func(name string) metav1.ObjectMeta { return metav1.ObjectMeta{Name: name, Namespace: "shop"} }
	return &world{
		deployment: deployment,
		secrets: map[string]*corev1.Secret{
			"login": {ObjectMeta: named("login"), Data: map[string][]byte{"password": []byte("one")}},
			"other": {ObjectMeta: named("other"), Data: map[string][]byte{"password": []byte("one")}},
		},
		configMaps: map[string]*corev1.ConfigMap{"settings": {ObjectMeta: named("settings"), Data: map[string]string{"colour": "red"}}},
	}
}

func TestRollsOutWhenTheContentChanges(t *testing.T) {
	w := newWorld(map[string]string{Secrets: "login"})
	first := w.reconcile(t)
	if first == "" || w.reconcile(t) != first || w.patches != 1 {
		t.Fatalf("after the first look: %q, %d patches", first, w.patches)
	}
	w.secrets["login"].Labels = map[string]string{"seen": "true"}
	if w.reconcile(t) != first {
		t.Error("a label is no content")
	}
	w.secrets["other"].Data["password"] = []byte("two")
	if w.reconcile(t) != first {
		t.Error("another Secret was taken for this one")
	}
	w.secrets["login"].Data["password"] = []byte("two")
	second := w.reconcile(t)
	if second == first || w.patches != 2 {
		t.Errorf("a new password: %q, %d patches", second, w.patches)
	}
	w.secrets["login"].Data["password"] = []byte("one")
	if w.reconcile(t) != first {
		t.Error("equal contents have equal marks")
	}
}

func TestValuesDoNotRunIntoEachOther(t *testing.T) {
	w := newWorld(map[string]string{Secrets: "login"})
	marks := []string{}
	for _, data := range []map[string]string{{"a": "bc"}, {"ab": "c"}, {"a": "b", "c": ""}, {"a": "b\n\"c\" x"}} {
		w.secrets["login"].Data = map[string][]byte{}
		for key, value := range data {
			w.secrets["login"].Data[key] = []byte(value)
		}
		marks = append(marks, w.reconcile(t))
	}
	slices.Sort(marks)
	if len(slices.Compact(marks)) != 4 {
		t.Errorf("different contents, equal marks: %v", marks)
	}
}

func TestOtherAnnotationsOfTheTemplateStay(t *testing.T) {
	w := newWorld(map[string]string{Auto: "true"})
	w.deployment.Spec.Template.Annotations = map[string]string{"team": "shop"}
	w.reconcile(t)
	if w.deployment.Spec.Template.Annotations["team"] != "shop" {
		t.Error("an annotation of somebody else is gone")
	}
}

func TestWhoIsNotAsked(t *testing.T) {
	for name, annotations := range map[string]map[string]string{
		"no annotation": nil, "auto is off": {Auto: "false"}, "an empty list": {Secrets: " , "}, "a Secret that isn't there": {Secrets: "absent"},
		"one of two isn't there": {Secrets: "login,absent"},
	} {
		w := newWorld(annotations)
		if w.reconcile(t) != "" || w.patches != 0 {
			t.Errorf("%s: rolled out", name)
		}
	}
	onTemplate := newWorld(nil)
	onTemplate.deployment.Spec.Template.Annotations = map[string]string{Secrets: "login", Auto: "true"}
	if onTemplate.reconcile(t) != "" {
		t.Error("annotations of the template were heeded")
	}
	gone := newWorld(map[string]string{Auto: "true"})
	gone.deployment = nil
	if _, err := (Reconciler{Cluster: gone}).Reconcile(context.Background(), reconcile.Request{}); err != nil {
		t.Errorf("a Deployment that is gone: %v", err)
	}
}

func TestSources(t *testing.T) {
	w := newWorld(map[string]string{Auto: "true", Secrets: " other , login", ConfigMaps: "more"})
	sources := SourcesOf(w.deployment)
	if !slices.Equal(sources.Secrets, []string{"login", "other"}) || !slices.Equal(sources.ConfigMaps, []string{"more", "settings"}) {
		t.Errorf("%+v", sources)
	}
	pod := corev1.PodSpec{
		InitContainers: []corev1.Container{{Env: []corev1.EnvVar{
			{Name: "plain", Value: "x"},
			{ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{LocalObjectReference: corev1.LocalObjectReference{Name: "by-key"}}}},
			{ValueFrom: &corev1.EnvVarSource{ConfigMapKeyRef: &corev1.ConfigMapKeySelector{LocalObjectReference: corev1.LocalObjectReference{Name: "map-by-key"}}}},
		}}},
		Volumes: []corev1.Volume{
			{VolumeSource: corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "mounted"}}},
			{VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{Sources: []corev1.VolumeProjection{
				{Secret: &corev1.SecretProjection{LocalObjectReference: corev1.LocalObjectReference{Name: "projected"}}},
				{ConfigMap: &corev1.ConfigMapProjection{LocalObjectReference: corev1.LocalObjectReference{Name: "map-projected"}}},
			}}}},
		},
	}
	found := used(&pod)
	if !slices.Equal(tidy(found.Secrets), []string{"by-key", "mounted", "projected"}) || !slices.Equal(tidy(found.ConfigMaps), []string{"map-by-key", "map-projected"}) {
		t.Errorf("%+v", found)
	}
}

func TestAClusterThatDoesNotAnswerIsAskedAgain(t *testing.T) {
	w := newWorld(map[string]string{Auto: "true"})
	w.failing = errors.New("forbidden")
	if _, err := (Reconciler{Cluster: w}).Reconcile(context.Background(), reconcile.Request{}); err == nil {
		t.Error("the failure was swallowed")
	}
	if requests := whoUses(context.Background(), w, w.secrets["login"]); len(requests) != 0 {
		t.Errorf("%v", requests)
	}
}

func TestAChangeBesideWakesWhoeverIsReloaded(t *testing.T) {
	w := newWorld(map[string]string{Auto: "true"})
	requests := whoUses(context.Background(), w, w.secrets["login"])
	if len(requests) != 1 || requests[0].Name != "shop" {
		t.Errorf("%v", requests)
	}
	w.deployment.Annotations = nil
	if requests := whoUses(context.Background(), w, w.secrets["login"]); len(requests) != 0 {
		t.Errorf("%v", requests)
	}
}
