using Compensation.Rules.Bonuses;
using Compensation.Rules.Closing;
using Compensation.Rules.Numbers;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>Commission lines are what was written, however few bytes they are kept in.</summary>
public class LineColumnTests
{
    /// <summary>Ranges of values that take 0, 1, 2, 4 and 8 bytes, at both ends of them.</summary>
    public static TheoryData<long, long> Ranges => new()
    {
        { 0, 0 }, { -1, -1 }, { long.MaxValue, long.MaxValue }, { 7, 7 + byte.MaxValue }, { -1, byte.MaxValue }, { -300, ushort.MaxValue - 300 },
        { 0, ushort.MaxValue + 1L }, { -5, uint.MaxValue - 5L }, { -5, uint.MaxValue }, { long.MinValue, long.MaxValue }, { long.MinValue, long.MinValue + 1 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Column_OfAnyRange_HasItsValues(long least, long most)
    {
        foreach (var count in new[] { 1, 2, 3, 7, 1_023, 1_024, 1_025, 5_000 })
        {
            var values = Values(count, least, most);

            LineColumn<long> column = [.. values];

            column.Count.ShouldBe(count);
            column.ShouldBe(values);
            Enumerable.Range(0, count).Select(line => column[line]).ShouldBe(values);
        }
    }

    [Fact]
    public void Column_OfEachType_HasItsValues()
    {
        LineColumn<ushort> bonus = [0, ushort.MaxValue, 3];
        LineColumn<int> payee = [int.MinValue, -1, int.MaxValue];
        LineColumn<LineKind> kind = [LineKind.Accrual, LineKind.Pay];

        bonus.ShouldBe(new ushort[] { 0, ushort.MaxValue, 3 });
        payee.ShouldBe([int.MinValue, -1, int.MaxValue]);
        kind.ShouldBe([LineKind.Accrual, LineKind.Pay]);
    }

    [Fact]
    public void Column_BeyondItsEnds_HasNothing()
    {
        LineColumn<int> none = [];
        LineColumn<int> one = [5];

        none.ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => none[0]);
        Should.Throw<ArgumentOutOfRangeException>(() => one[1]);
        Should.Throw<ArgumentOutOfRangeException>(() => one[-1]);
    }

    [Fact]
    public void CopyTo_FromAnyLine_GivesThoseThatFollow()
    {
        var values = Values(10_000, -70_000, 70_000);
        LineColumn<long> column = [.. values];
        foreach (var (first, count) in new[] { (0, 10_000), (1_000, 3_000), (9_999, 1), (10_000, 0) })
        {
            var copy = new long[count];
            column.CopyTo(first, copy);
            copy.ShouldBe(values[first..(first + count)]);
        }
    }

    /// <summary>Buffers of any length, brought together, have the lines of all in their order: alone, and in the result.</summary>
    [Fact]
    public void Buffers_BroughtTogether_HaveAllLinesInOrder()
    {
        var (all, expected, sums) = (new LineBuffer(), new List<(int Payee, int Level, Rate Rate, long Amount)>(), new long[100]);
        var random = new Random(1);
        foreach (var count in new[] { 0, 1, 5, 2_048, 2_049, 1_023, 1_024, 9_000, 3, 4_096 })
        {
            var buffer = new LineBuffer();
            for (var line = 0; line < count; line++)
            {
                var (payee, level, rate, amount) = (random.Next(100), random.Next(9), new Rate(random.Next(1, 5), 100), random.NextInt64(-1_000, 1_000_000));
                buffer.Add(count % 3, LineKind.Pay, payee, line, -1, level, amount * 2, rate, amount);
                expected.Add((payee, level, rate, amount));
                sums[payee] += amount;
            }

            all.AddAll(buffer);
            buffer.Count.ShouldBe(0);
        }

        var (added, divided) = (new long[100], new long[100]);
        all.AddTo(added, new Workers(1));
        all.AddTo(divided, new Workers(2, smallest: 1));
        divided.ShouldBe(added);
        var (first, rest) = (11_000, 0L);
        all.ForBlocks(first, (_, _, amounts) =>
        {
            foreach (var amount in amounts)
            {
                rest += amount;
            }
        });

        added.ShouldBe(sums);
        rest.ShouldBe(expected.Skip(first).Sum(line => line.Amount));
        Enumerable.Range(0, all.Count).Select(line => (all.PayeeOf(line), all.LevelOf(line), all.RateOf(line), all.AmountOf(line))).ShouldBe(expected);
        var lines = all.ToLines(["A", "B", "C"], [0, 0, 0]);
        Enumerable.Range(0, lines.Count).Select(line => (lines.Payee[line], (int)lines.Level[line], lines.Rates[lines.Rate[line]], lines.Amount[line]))
            .ShouldBe(expected);
        lines.Rates.ShouldBe(expected.Select(line => line.Rate).Distinct());
        lines.Base.ShouldBe(expected.Select(line => line.Amount * 2));
    }

    private static long[] Values(int count, long least, long most)
    {
        var random = new Random(count);
        var values = new long[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = i == count / 2 ? least : i == count / 3 ? most
                : least == long.MinValue && most == long.MaxValue ? random.NextInt64()
                : least + (long)(random.NextDouble() * unchecked((ulong)(most - least)));
        }

        return values;
    }
}
