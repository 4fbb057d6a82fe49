namespace CauseFlow.Cli.Terminal;

internal enum OutputFormat
{
    /// <summary>For people, also in a pipe.</summary>
    Table,

    /// <summary>The API's own JSON: one document, or one a line for a stream.</summary>
    Json,
}
