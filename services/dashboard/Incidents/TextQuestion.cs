namespace CauseFlow.Dashboard.Incidents;

/// <summary>A text that a person is asked for.</summary>
/// <param name="Title">Of the dialog.</param>
/// <param name="Label">The question.</param>
/// <param name="Hint">An example, and what will happen.</param>
/// <param name="MinLength">Letters; 0 where it may stay empty.</param>
/// <param name="MaxLength">Letters, as the API takes them.</param>
/// <param name="Submit">What the button says.</param>
public sealed record TextQuestion(string Title, string Label, string Hint, int MinLength, int MaxLength, string Submit);
