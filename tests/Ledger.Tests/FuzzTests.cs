using System.Globalization;
using System.Text;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Compensation.Ledger.Tests;

/// <summary>Mutates good files: reading must never crash, and every finding must have a place.</summary>
/// <remarks>COMPENSATION_FUZZ sets how many mutations are tried, COMPENSATION_SEED which.</remarks>
[Trait("Category", "Fuzz")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces =
        ["\"", "\"\"", ",", "\n", "\r", "\r\n", "\0", "\uFEFF", " ", "-", "9999999999999999999", "1e9", "0.000000000000001",
            "2026-02-30", "A", "Ä", "日", ";", "\t", "T", "Z"];

    private static readonly (string Name, string Text)[] Files =
    [
        ("sellers.csv", "seller,sponsor,position,leg,enrolled,kit,points,is active,birthday,owner,contract\n"
            + "A,,,,2025-03-01,Gold,1.5,yes,1990-02-03,,Manager\nB,A,A,left,2025-07-01T10:00:00Z,Silver,2,no,,A,\n"
                + "\"C\",B,A,right,,,,,,,\n"),
        ("orders.csv", "order,seller,customer,placed,recorded,PV,amount,category,host\nO1,A,,2026-01-05,,10.5,100,Books,B\n"
            + "O2,B,\"X, the \"\"first\"\"\",2026-01-06T12:00:00+01:00,2026-01-07,20,200,,\nO2,C,Y,2025-12-06,,1,2,Food,\n"),
        ("moves.csv", "seller,tree,parent,leg,effective\nC,placement,B,left,2026-01-10\nB,,,,2026-01-11\n"),
        ("refunds.csv", "refund,order,refunded,line,PV,amount\nR1,O1,2026-01-20,,,\nR2,O2,2026-01-21,1,0.5,1\n"
            + "R3,O2,2026-01-22,2,,\n"),
        ("adjustments.csv", "adjustment,seller,amount,bonus,reason\nX1,B,-12.5,Team,\"Paid twice, in May\"\nX2,A,3,,\n"),
        ("overrides.csv", "override,seller,rank,bonus,source,order,amount,reason\nO1,B,Manager,,,,,\"Agreed\"\nO2,A,,Team,B,,12.50,\n"),
        ("rates.csv", "currency,volume factor,payout factor\nVND,1/4,27500.5\nUSD,,7/8\n"),
    ];

    [Fact]
    public void Read_MutatedFiles_NeverCrashesAndPlacesEveryFinding()
    {
        var count = Number("COMPENSATION_FUZZ", 2_000);
        var seed = Number("COMPENSATION_SEED", 20_260_131);
        output.WriteLine($"{count} mutations, seed {seed}");
        using var folder = new Folder();
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var random = new Random(seed + i);
            var mutated = random.Next(Files.Length);
            for (var file = 0; file < Files.Length; file++)
            {
                var bytes = Encoding.UTF8.GetBytes(Files[file].Text);
                folder.With(Files[file].Name, file == mutated ? Mutate(bytes, random) : bytes);
            }

            var options = new ReadingOptions(1, random.Next(2) == 0 ? 1 << 16 : 256);
            SnapshotReading reading;
            try
            {
                reading = Company.Read(folder, options: options);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed + i} crashes on {Files[mutated].Name}.", failure);
            }

            var errors = reading.Findings.Count(finding => finding.Severity == Severity.Error);
            (reading.Snapshot is null).ShouldBe(errors > 0, $"seed {seed + i}");
            reading.Findings.ShouldAllBe(finding => finding.Place.Line >= 1 && finding.Place.Column >= 1, $"seed {seed + i}");
            refused += errors > 0 ? 1 : 0;
        }

        // Most mutations break something, and some are harmless (a changed name, a space).
        refused.ShouldBeInRange(count / 4, count - 1);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var text = bytes.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Count);
            switch (random.Next(6))
            {
                case 0:
                    text[at] = (byte)random.Next(256);
                    break;
                case 1:
                    text.RemoveRange(at, Math.Min(random.Next(1, 12), text.Count - at - 1));
                    break;
                case 2:
                    text.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    text.InsertRange(at, text.GetRange(at, Math.Min(random.Next(1, 60), text.Count - at)));
                    break;
                case 4:
                    text.RemoveRange(at + 1, text.Count - at - 1);
                    break;
                default:
                    text[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. text];
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture,
            out var number) ? number : otherwise;
}
