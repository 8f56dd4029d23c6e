using System.Text;
using Compensation.Ledger.Csv;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests;

public sealed class CsvRowsTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "1|2")]
    [InlineData("a,b\r\n1,2\r\n", "1|2")]
    [InlineData("a,b\n1,2", "1|2")]
    [InlineData("\uFEFFa,b\n1,2\n", "1|2")]
    [InlineData("a,b\n\"1\",\"2\"\n", "1|2")]
    [InlineData("a,b\r\n\"1\",\"2\"\r\n", "1|2")]
    [InlineData("a,b\n\"1\",\"2\"", "1|2")]
    [InlineData("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", "1,5|say \"hi\"")]
    [InlineData("a,b\n\"two\nlines\",2\n", "two\nlines|2")]
    [InlineData("a,b\n  1 , 2  \n", "1|2")]
    [InlineData("a,b\n\"  1 \",2\n", "  1 |2")]
    [InlineData("a,b\n,\n", "|")]
    [InlineData("a,b\n\"\",\"\"\n", "|")]
    [InlineData("a,b\n\n1,2\n\r\n3,4\n", "1|2;3|4")]
    [InlineData("a,b\nÄpfel,日本\n", "Äpfel|日本")]
    public void Read_WellFormedText_GivesItsFields(string text, string expected)
    {
        var (rows, findings) = Read(Encoding.UTF8.GetBytes(text), 2);

        findings.ShouldBeEmpty();
        string.Join(';', rows).ShouldBe(expected);
    }

    [Theory]
    [InlineData("a,b\n1\n", "field-count", 2, 1)]
    [InlineData("a,b\n1,2\n1,2,3\n", "field-count", 3, 1)]
    [InlineData("a,b\n1,2\nÄÄ,x\"y\n", "stray-quote", 3, 5)]
    [InlineData("a,b\n1,\"2\"x\n", "text-after-quote", 2, 6)]
    [InlineData("a,b\n1,\"2\n3,4\n", "unclosed-quote", 2, 3)]
    [InlineData("a,b\n\"x\ny\",1\n3\n", "field-count", 4, 1)]
    public void Read_BrokenRow_IsReportedWithItsPlace(string text, string code, int line, int column)
    {
        var (_, findings) = Read(Encoding.UTF8.GetBytes(text), 2);

        var finding = findings.ShouldHaveSingleItem();
        (finding.Code, finding.Place.Line, finding.Place.Column).ShouldBe((code, line, column));
    }

    [Fact]
    public void Read_BytesThatAreNotUtf8_AreReportedWithTheirField()
    {
        // Windows-1252 for "Müller" in the second field of the third line.
        var (rows, findings) = Read([.. "a,b\n1,2\n3,M"u8, 0xFC, .. "ller\n5,6\n"u8], 2);

        rows.ShouldBe(["1|2", "5|6"]);
        var finding = findings.ShouldHaveSingleItem();
        (finding.Code, finding.Place.Line, finding.Place.Column).ShouldBe(("not-utf8", 3, 3));
    }

    [Fact]
    public void Read_AnyBlockSizeAndThreads_GivesTheSameRows()
    {
        var text = new StringBuilder("a,b\n");
        var expected = new List<string>();
        for (var i = 0; i < 500; i++)
        {
            var value = new string((char)('a' + (i % 26)), i % 37);
            var quoted = i % 3 == 0;
            text.Append(quoted ? $"\"{value}\n\"\"{i}\"\"\"" : $"{value}{i}").Append(',').Append(i)
                .Append(i % 2 == 0 ? "\r\n" : "\n");
            expected.Add(quoted ? $"{value}\n\"{i}\"|{i}" : $"{value}{i}|{i}");
        }

        foreach (var size in new[] { 64, 65, 127, 128, 1_000, 4_096, 1 << 20 })
        {
            var (rows, findings) = Read(Encoding.UTF8.GetBytes(text.ToString()), 2, size, size % 2 == 0 ? 1 : 4);

            findings.ShouldBeEmpty();
            rows.ShouldBe(expected);
        }
    }

    [Fact]
    public void Read_RowLongerThanABlock_IsReportedWhereItBegins()
    {
        var (_, findings) = Read(Encoding.UTF8.GetBytes("a,b\n1,2\n1,\"" + new string('x', 300)), 2, 128);

        var finding = findings.ShouldHaveSingleItem();
        (finding.Code, finding.Place.Line).ShouldBe(("endless-record", 3));
    }

    [Fact]
    public void Read_MoreBrokenRowsThanTheLimit_KeepsTheFirstAndCountsTheRest()
    {
        var (_, findings) = Read(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("x\n", 1_500))), 2, 256, 3);

        findings.Count.ShouldBe(1_001);
        findings.Take(1_000).Select(finding => finding.Place.Line).ShouldBe(Enumerable.Range(2, 1_000));
        findings[^1].Message.ShouldBe("… and 500 more.");
        findings[^1].Place.Line.ShouldBe(1_001);
    }

    [Theory]
    [InlineData("", "no-header")]
    [InlineData("\n\n", "no-header")]
    [InlineData("a,\"b\n1,2\n", "unclosed-quote")]
    [InlineData("a;b\n1;2\n", "missing-column")]
    [InlineData("a,c\n1,2\n", "missing-column")]
    [InlineData("a,b,B\n1,2,3\n", "duplicate-column")]
    public void Read_BrokenHeader_IsReported(string text, string code)
    {
        var (rows, findings) = Read(Encoding.UTF8.GetBytes(text), 2);

        rows.ShouldBeEmpty();
        findings.Select(finding => finding.Code).Distinct().ShouldBe([code]);
        findings.ShouldAllBe(finding => finding.Place.Line >= 1);
    }

    [Fact]
    public void Write_AnyText_IsReadBackTheSame()
    {
        string[] values = ["plain", "", " spaced", "spaced ", "a,b", "say \"hi\"", "\"", "two\nlines", "two\r\nlines",
            "Äpfel", new string('"', 50)];
        using var stream = new MemoryStream();
        using (var csv = new CsvWriter(stream))
        {
            csv.Row("a", "b");
            foreach (var value in values)
            {
                csv.Row(value, value);
            }
        }

        var (rows, findings) = Read(stream.ToArray(), 2);

        findings.ShouldBeEmpty();
        rows.ShouldBe(values.Select(value => $"{value}|{value}"));
    }

    private static (List<string> Rows, IReadOnlyList<Rules.Plans.Finding> Findings) Read(
        byte[] bytes, int columns, int blockSize = CsvBlocks.DefaultSize, int threads = 1)
    {
        using var folder = new Folder().With("x.csv", bytes);
        var findings = new FindingList();
        var (chunks, file) = CsvFile.Read<List<string>>(folder["x.csv"], findings, threads, header =>
        {
            header.Required("a");
            header.Required("b");
            return (rows, _) =>
            {
                var chunk = new List<string>();
                while (rows.Read())
                {
                    chunk.Add(string.Join('|', Enumerable.Range(0, columns).Select(i => Encoding.UTF8.GetString(rows[i]))));
                }

                return chunk;
            };
        }, blockSize);
        file.Sha256.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        file.Bytes.ShouldBe(bytes.Length);
        return ([.. chunks.SelectMany(chunk => chunk)], findings.ToFindings());
    }
}
