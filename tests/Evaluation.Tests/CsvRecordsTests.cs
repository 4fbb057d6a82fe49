using System.Text;
using CauseFlow.Evaluation.Input;

namespace CauseFlow.Evaluation.Tests;

/// <summary>RFC 4180, and what files have beyond it.</summary>
public sealed class CsvRecordsTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "1|2;3|4")]
    [InlineData("a,b\r\n1,2\r\n3,4", "1|2;3|4")]
    [InlineData("a,b\r1,2\r3,4\r", "1|2;3|4")]
    [InlineData("\uFEFFa,b\n1,2\n", "1|2")]
    [InlineData("a,b\n\n1,2\n\r\n\n3,4\n\n", "1|2;3|4")]
    [InlineData("a,b\n\"1,x\",\"say \"\"hi\"\"\"\n", "1,x|say \"hi\"")]
    [InlineData("a,b\n\"1\r\n2\",\n", "1\r\n2|")]
    [InlineData("a,b\n\"\",\"\"\n", "|")]
    [InlineData("a,b\nsize 5\" x,y\n", "size 5\" x|y")]
    [InlineData("a,b\n,\n", "|")]
    [InlineData("a\n\"\"\n", "")]
    [InlineData("a,b\n", null)]
    public void Records_AreReadAsWritten(string text, string? expected)
    {
        Read(new MemoryStream(Encoding.UTF8.GetBytes(text))).ShouldBe(expected);
        Read(new TrickleStream(text)).ShouldBe(expected);
    }

    [Fact]
    public void ARecordLongerThanABlock_IsReadWhole()
    {
        var text = new string('x', 500_000) + "\"\"" + new string('y', 500_000);

        Read(new MemoryStream(Encoding.UTF8.GetBytes($"a,b\n\"{text}\",2\n"))).ShouldBe($"{text.Replace("\"\"", "\"", StringComparison.Ordinal)}|2");
    }

    [Theory]
    [InlineData("a,b\n1,2\n3\n", "t.csv, row 2: 1 fields, where the header has 2.")]
    [InlineData("a,b\n1,2,3\n", "t.csv, row 1: 3 fields")]
    [InlineData("a,b\n1,\"2\n3,4\n", "t.csv, row 1: a quoted field does not end.")]
    [InlineData("a,b\n1,\"2\" x\n", "t.csv, row 1: text follows a closing quote.")]
    [InlineData("", "t.csv: is empty")]
    public void WhatIsNoRecord_IsRefusedWithItsRow(string text, string says) =>
        Should.Throw<BadInputException>(() => Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Message.ShouldContain(says);

    [Fact]
    public void AColumnThatIsMissing_IsNamed()
    {
        using var records = new CsvRecords(new MemoryStream("ts,Value\n"u8.ToArray()), "t.csv");

        records.Place("value").ShouldBe(1);
        Should.Throw<BadInputException>(() => records.Required("metric")).Message.ShouldContain("no column \"metric\"");
    }

    private static string? Read(Stream stream)
    {
        using var records = new CsvRecords(stream, "t.csv");
        List<string> rows = [];
        while (records.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, records.Count).Select(records.Text)));
            records.Row.ShouldBe(rows.Count);
        }

        return rows.Count == 0 ? null : string.Join(';', rows);
    }
}
