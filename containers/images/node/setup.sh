#!/bin/sh
# Runs once while the image is built.
set -eu

# Only what a node needs may start at boot.
rm -f /lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service \
  /lib/systemd/system/multi-user.target.wants/* /etc/systemd/system/*.wants/* \
  /lib/systemd/system/local-fs.target.wants/* /lib/systemd/system/sockets.target.wants/*udev* \
  /lib/systemd/system/sockets.target.wants/*initctl* /lib/systemd/system/basic.target.wants/*
echo 'ReadKMsg=no' >>/etc/systemd/journald.conf

# kind's files name the places where upstream installs these; Debian's own unit would win over kind's.
rm -f /lib/systemd/system/containerd.service
for program in containerd ctr containerd-shim-runc-v2; do ln -s "/usr/bin/$program" "/usr/local/bin/$program"; done
ln -s /usr/sbin/runc /usr/local/sbin/runc
mkdir -p /opt/cni/bin /etc/kubernetes/manifests
for plugin in host-local loopback portmap ptp; do cp "/usr/lib/cni/$plugin" /opt/cni/bin/; done
for program in kubeadm kubectl kubelet; do ln -s kubernetes "/usr/bin/$program"; done

systemctl enable kubelet.service containerd.service undo-mount-hacks.service
# It would register things with the kernel that all containers share.
systemctl mask systemd-binfmt.service

# Lowering oom_score_adj needs CAP_SYS_RESOURCE, which some hosts do not give.
sed -i 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' /etc/containerd/config.toml
# For hosts without root, which this image does not serve: containerd would knock at its socket forty times a second.
sed -i '/^\[proxy_plugins\]/,/^$/d' /etc/containerd/config.toml
sed -i "s#sandbox_image = .*#sandbox_image = \"$PAUSE_IMAGE\"#" /etc/containerd/config.toml
ctr oci spec \
  | jq '.hooks.createContainer += [{path: "/kind/bin/mount-product-files.sh"}] | del(.process.rlimits)' \
  >/etc/containerd/cri-base.json
echo "v$KUBERNETES_VERSION" >/kind/version
