#compdef experiments
# Completion of experiments in zsh. Load it, after compinit, with: source <(experiments completion zsh)
_experiments() {
	local line text
	local -a whole shown begun begunShown
	local program=${(Q)words[1]/#\~/$HOME}
	while IFS= read -r line; do
		text=${line%%$'\t'*}
		line=${line/$'\t'/  -- }
		if [[ $text == *[=/] ]]; then
			begun+=("$text")
			begunShown+=("${line%  -- }")
		else
			whole+=("$text")
			shown+=("${line%  -- }")
		fi
	done < <("$program" completion zsh -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
	(( ${#whole} )) && compadd -l -d shown -- "${whole[@]}"
	(( ${#begun} )) && compadd -S '' -d begunShown -- "${begun[@]}"
	(( ${#whole} + ${#begun} ))
}
compdef _experiments experiments
