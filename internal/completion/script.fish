# Completion of experiments in fish. Load it with: experiments completion fish | source
function __experiments_candidates
	set -l last (commandline -ct)
	set -l words (commandline -opc) (string unescape -- $last; or echo -- $last)
	$words[1] completion fish -- $words[2..-1] 2>/dev/null
end
complete -c experiments -f -a '(__experiments_candidates)'
