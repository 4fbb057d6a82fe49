namespace CauseFlow.Contracts;

public enum LogSeverity
{
    Unknown,
    Debug,
    Info,
    Warning,
    Error,
    Fatal,
}
