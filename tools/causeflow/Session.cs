using System.CommandLine;
using CauseFlow.Cli.Api;
using CauseFlow.Cli.Profiles;
using CauseFlow.Cli.Terminal;

namespace CauseFlow.Cli;

/// <summary>One run of one verb: what was typed, where to write, whom to ask.</summary>
internal sealed class Session(ParseResult typed) : IDisposable
{
    private ApiClient? api;

    public Screen Screen { get; } = new(
        typed.GetValue(GlobalOptions.Output) == "json" ? OutputFormat.Json : OutputFormat.Table);

    public string? ProfileName => typed.GetValue(GlobalOptions.ProfileName);

    public TimeSpan Timeout => TimeSpan.FromSeconds(typed.GetValue(GlobalOptions.Timeout));

    public static TimeProvider Clock => TimeProvider.System;

    /// <summary>Made when it is first needed: what works offline needs no login.</summary>
    public ApiClient Api => api ??= ApiOf(KeySource.Resolve(ProfileName));

    public ApiClient ApiOf(Profile profile) => new(profile, Timeout);

    public T? Of<T>(Option<T> option) => typed.GetValue(option);

    public T Of<T>(Argument<T> argument) => typed.GetValue(argument)!;

    public bool IsGiven(Option option) => typed.GetResult(option) is { Implicit: false };

    /// <summary>The API's document as it is, or what <paramref name="table"/> makes of it.</summary>
    public void Show(Answer answer, Action table)
    {
        if (Screen.IsJson)
        {
            Screen.Json(answer.Body);
        }
        else
        {
            table();
        }
    }

    /// <summary>Of a list: silence would look like its end.</summary>
    public void NoteMore(Answer answer)
    {
        if (!Screen.IsJson && answer.Next() is not null)
        {
            Screen.Flush();
            Screen.Note("There are more: --limit N or --all.");
        }
    }

    public void Dispose()
    {
        api?.Dispose();
        Screen.Dispose();
    }
}
