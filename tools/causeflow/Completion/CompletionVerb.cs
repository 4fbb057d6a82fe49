using System.CommandLine;

namespace CauseFlow.Cli.Completion;

/// <summary><c>causeflow completion bash|zsh|fish</c>: a script that asks this program, by its <c>[suggest]</c> directive.</summary>
internal static class CompletionVerb
{
    private const string Bash = """
        # causeflow: put this into ~/.bashrc:  eval "$(causeflow completion bash)"
        _causeflow() {
          local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
          local found; found="$(causeflow "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" || return 0
          COMPREPLY=($(compgen -W "${found}" -- "${word}"))
        }
        complete -o default -F _causeflow causeflow
        """;

    private const string Zsh = """
        #compdef causeflow
        # causeflow: put this into ~/.zshrc after compinit:  eval "$(causeflow completion zsh)"
        _causeflow() {
          local -a found
          found=("${(@f)$(causeflow "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a found
        }
        compdef _causeflow causeflow
        """;

    private const string Fish = """
        # causeflow: put this into ~/.config/fish/config.fish:  causeflow completion fish | source
        function __causeflow_complete
          set -l line (commandline -cp)
          causeflow "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c causeflow -a '(__causeflow_complete)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a script that completes verbs, options and words in a shell.") { shell };
        command.Does((session, _) =>
        {
            session.Screen.Line(session.Of(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return Task.CompletedTask;
        });
        return command;
    }
}
