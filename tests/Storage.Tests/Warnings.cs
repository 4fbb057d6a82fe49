using Microsoft.Extensions.Logging;

namespace CauseFlow.Storage.Tests;

/// <summary>Keeps the warnings of a host.</summary>
internal sealed class Warnings : ILoggerProvider, ILogger
{
    public List<string> Messages { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Messages.Add(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
