/** The one tmux of a workspace. */
export const tmux = ['tmux', '-L', 'lab', '-f', '/etc/kindlab/tmux.conf'] as const;
/** Lines that scrolled away before, for a screen that begins empty. */
const historyLines = 2000;
/** Marks our end of one line, so that it is told from a later one of the same tab. */
export const lineVariable = 'KINDLAB_LINE';
/** What a shell in a browser is told about its screen. */
export const shellVariables = ['TERM=xterm-256color', 'COLORTERM=truecolor', 'LANG=C.UTF-8'] as const;

/** What the attach script prints between what scrolled away and tmux's own screen: our mark between two of these. */
export const markByte = 0x1e;

/** How long a line waits to be taken, in tenths of a second: a byte is all that the terminal has for it. */
const takenTenths = 255;

/**
 * tmux paints a screen only, so what scrolled off it is printed first and pushed off ours as well. The window takes the new
 * size before that: a lower one pushes lines off that nobody would print otherwise. Nobody may be attached meanwhile,
 * because the window would take their size again.
 *
 * tmux throws away what its terminal has not passed on yet when it begins. So it does not begin before whoever opened the line has
 * seen the mark, which comes last, and says so by an empty line. A server that was killed before that never will, and the engine
 * keeps its end of the line open: so the wait has an end.
 */
export const attachScript = `stty -echo -icanon min 0 time ${takenTenths} cols "$1" rows "$2" || exit
if ${tmux.join(' ')} has-session -t "=$3" 2>/dev/null; then
  ${tmux.join(' ')} detach-client -s "=$3" 2>/dev/null
  ${tmux.join(' ')} resize-window -t "=$3:" -x "$1" -y "$2"
  ${tmux.join(' ')} capture-pane -p -e -S -${historyLines} -E -1 -t "=$3:"
  yes '' | head -n "$2"
  ${tmux.join(' ')} set-option -w -u -t "=$3:" window-size
fi
printf '\\036%s\\036' "$${lineVariable}"
read -r _ || exit
stty icanon min 1 time 0
exec ${tmux.join(' ')} new-session -A -D -s "$3"`;

/** Finds the tmux client that carries our mark among those of the tab, and detaches only that one. */
export const detachScript = `${tmux.join(' ')} list-clients -t "=$2" -F '#{client_pid} #{client_tty}' | while read -r pid tty; do
  if grep -qzsx "${lineVariable}=$1" "/proc/$pid/environ"; then ${tmux.join(' ')} detach-client -t "$tty"; fi
done`;
