package reload

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// fingerprint sums up contents: equal contents have equal ones, and none can be read out of it.
type fingerprint struct{ parts []string }

func (print *fingerprint) secret(object *corev1.Secret) {
	print.add("Secret", object.Name, object.Data)
}

func (print *fingerprint) configMap(object *corev1.ConfigMap) {
	data := maps.Clone(object.BinaryData)
	if data == nil {
		data = map[string][]byte{}
	}
	for key, value := range object.Data {
		data[key] = []byte(value)
	}
	print.add("ConfigMap", object.Name, data)
}

func (print *fingerprint) add(kind, name string, data map[string][]byte) {
	print.parts = append(print.parts, fmt.Sprintf("%s %q", kind, name))
	for _, key := range slices.Sorted(maps.Keys(data)) {
		print.parts = append(print.parts, fmt.Sprintf("%q %x", key, sha256.Sum256(data[key])))
	}
}

func (print *fingerprint) sum() string {
	hash := sha256.New()
	for _, part := range print.parts {
		fmt.Fprintln(hash, part)
	}
	return hex.EncodeToString(hash.Sum(nil))[:16]
}
