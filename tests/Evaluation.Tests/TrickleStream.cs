using System.Text;

namespace CauseFlow.Evaluation.Tests;

/// <summary>Gives its text one byte at a time, so that every place is a boundary of a block once.</summary>
internal sealed class TrickleStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
}
