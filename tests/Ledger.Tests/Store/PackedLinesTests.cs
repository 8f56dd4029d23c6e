using Compensation.Ledger.Store;
using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Store;

/// <summary>Commission lines in bytes.</summary>
public sealed class PackedLinesTests
{
    /// <summary>The number 300 is 2 * 128 + 44: its lower seven bits with the mark of another byte, 0xAC, then 2. A negative number n is folded to
    /// -2n - 1, others to 2n: 150 to 300, -3 to 5, 5 to 10, 100 to 200 (0xC8, 1).</summary>
    [Fact]
    public void Pack_LinesWithAndWithoutSourceAndOrder_TakesTheBytesThatTheFormatSays()
    {
        var packed = new PackedLines();

        packed.Add(line: 300, kind: 0, source: 300, orderSequence: null, orderLine: 0, level: 1, @base: 150, rateNumerator: 5, rateDenominator: 100,
            amount: -3);
        packed.Add(line: 302, kind: (LineKind)2, source: null, orderSequence: 300, orderLine: 1, level: 0, @base: 0, rateNumerator: 0, rateDenominator: 0,
            amount: 5);

        packed.Bytes.ToArray().ShouldBe(
        [
            0xAC, 2, 0b0_01, 0xAC, 2, 1, 0xAC, 2, 10, 0xC8, 1, 5,
            2, 0b10_10, 0xAC, 2, 1, 0, 0, 0, 0, 10,
        ]);
        (packed.Count, packed.Amount).ShouldBe((2, 2L));
    }

    [Fact]
    public void Unpack_AnyLines_GivesThemBack()
    {
        var random = new Random(20261122);
        foreach (var count in Enumerable.Range(1, 200))
        {
            var line = 0;
            var rows = Enumerable.Range(0, count).Select(_ => Any(line += 1 + random.Next(1_000_000))).ToList();

            PackedLines.Of(Earning(rows)).ToList().ShouldBeEquivalentTo(rows);
        }

        RunLineRow Any(int line)
        {
            long? order = random.Next(2) == 0 ? null : random.NextInt64(long.MaxValue);
            return new RunLineRow
            {
                Programme = 3,
                Run = 4,
                Payee = 5,
                Bonus = 6,
                Line = line,
                Kind = (LineKind)random.Next(6),
                Source = random.Next(2) == 0 ? null : random.Next(int.MaxValue),
                OrderSequence = order,
                OrderLine = order is null ? null : random.Next(1000),
                Level = random.Next(20_000),
                Base = Number(),
                RateNumerator = Number(),
                RateDenominator = Number(),
                Amount = Number() / 1000,
            };
        }

        long Number() => random.Next(4) switch { 0 => 0, 1 => random.NextInt64(long.MinValue, long.MaxValue), 2 => long.MinValue, _ => random.Next(-300, 300) };
    }

    [Fact]
    public void Unpack_DamagedLines_IsRefused()
    {
        var row = Earning([new RunLineRow
        {
            Programme = 1, Run = 2, Payee = 5, Bonus = 6, Line = 1, Kind = LineKind.Pay, Level = 1, Base = 100, RateNumerator = 1, RateDenominator = 10,
            Amount = 10,
        }]);

        Damage(row, row.Packed[..^1]).ShouldContain("end in the middle");
        Damage(row, [.. row.Packed[..^1], 22]).ShouldBe("The lines of seller 5 by bonus 6 in run 2 are damaged: they are 1 and sum to 11, not 1 and 10. "
            + "Restore the ledger from a backup.");
        Damage(row, []).ShouldContain("they are 0 and sum to 0, not 1 and 10");
    }

    private static string Damage(RunEarningRow row, byte[] packed) => Should.Throw<InvalidDataException>(() => PackedLines.Of(new RunEarningRow
    {
        Programme = row.Programme,
        Run = row.Run,
        Payee = row.Payee,
        Bonus = row.Bonus,
        Lines = row.Lines,
        Amount = row.Amount,
        Packed = packed,
    }).Count()).Message;

    private static RunEarningRow Earning(List<RunLineRow> rows)
    {
        var packed = new PackedLines();
        packed.Add(1, LineKind.Pay, null, null, 0, 0, 0, 0, 0, 0);
        packed.Clear();
        foreach (var row in rows)
        {
            packed.Add(row.Line, row.Kind, row.Source, row.OrderSequence, row.OrderLine ?? 0, row.Level, row.Base, row.RateNumerator, row.RateDenominator,
                row.Amount);
        }

        return new RunEarningRow
        {
            Programme = rows[0].Programme,
            Run = rows[0].Run,
            Payee = rows[0].Payee,
            Bonus = rows[0].Bonus,
            Lines = packed.Count,
            Amount = packed.Amount,
            Packed = packed.Bytes.ToArray(),
        };
    }
}
