case $- in *i*) ;; *) return ;; esac

HISTSIZE=10000
HISTFILESIZE=20000
HISTCONTROL=ignoreboth
shopt -s histappend checkwinsize
# Kept at once: the tab may be gone at any time.
PROMPT_COMMAND='history -a'

PS1='\[\e[1;32m\]learner\[\e[0m\] \[\e[1;34m\]\w\[\e[0m\] \[\e[1;33m\]❯\[\e[0m\] '

. /usr/share/bash-completion/bash_completion
complete -C /usr/local/bin/bao bao
complete -C /usr/local/bin/vault vault
alias k=kubectl
alias ls='ls --color=auto'
alias ll='ls -l'
alias grep='grep --color=auto'
command -v vim >/dev/null || alias vim=vi
_completion_loader kubectl
complete -o default -F __start_kubectl k
