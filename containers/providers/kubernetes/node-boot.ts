/**
 * How a kind node starts in a pod. Docker gives kind's nodes a cgroup namespace of their own; a pod shares that of the
 * machine, where the kubelet inside would meet the one outside. So it takes one, sees itself at the root of each
 * hierarchy, and goes on with kind's own entrypoint.
 */
export const bootCommand = ['unshare', '--cgroup', 'bash', '-c'] as const;

export const bootScript = `set -eu
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  umount /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
  awk '$5 ~ "^/sys/fs/cgroup/" { for (i = 7; i <= NF; i++) if ($i == "-" && $(i + 1) == "cgroup") print $5, $(i + 3) }' \\
    /proc/self/mountinfo |
    while read -r at options; do
      umount "$at"
      mount -t cgroup -o "\${options#rw,}" cgroup "$at"
    done
fi
exec /usr/local/bin/entrypoint /sbin/init`;

/** The image's /var, with all images of the cluster in it, on a disk that an overlay can stand on. */
export const fillVarScript = 'cp -a /var/. /target/';

/** Waits until the node's own services run; whoever calls it sets the deadline. */
export const awaitBootScript = 'until systemctl --quiet is-active containerd; do sleep 0.1; done';
