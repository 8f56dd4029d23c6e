using Compensation.Rules.Closing;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests.Closing;

/// <summary>A packed column gives back each number that was put in, whatever was added since.</summary>
public class NumberColumnTests
{
    private const int Piece = NumberColumn.PieceRows;

    /// <summary>What the numbers of a piece may differ by, around each width in bytes, and where they begin.</summary>
    public static TheoryData<long, ulong> Ranges()
    {
        var ranges = new TheoryData<long, ulong>();
        foreach (var from in (long[])[0, -1, 1_760_000_000_000, long.MinValue])
        {
            foreach (var range in (ulong[])[0, 1, 255, 256, 65_535, 65_536, uint.MaxValue, uint.MaxValue + 1UL, long.MaxValue])
            {
                ranges.Add(from, from == 1_760_000_000_000 ? Math.Min(range, 1UL << 62) : range);
            }
        }

        ranges.Add(long.MinValue, ulong.MaxValue);
        return ranges;
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Column_AnyRange_GivesBackWhatWasAdded(long from, ulong range)
    {
        // A piece and a part of the next one; the last of the piece is as far from the first as may be.
        var random = new Random(7);
        var numbers = new long[Piece + 1_000];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = unchecked(from + (long)(range == 0 ? 0 : (ulong)random.NextInt64() % range));
        }

        (numbers[0], numbers[Piece - 1]) = (from, unchecked(from + (long)range));
        var column = NumberColumn.Of(numbers);
        column.Pieces.ShouldBe(1);
        column.Count.ShouldBe(numbers.Length);
        column.ToArray().ShouldBe(numbers);
        column.ShouldBe(numbers);
    }

    [Fact]
    public void CopyTo_AnyRows_GivesTheseRows()
    {
        var numbers = Enumerable.Range(0, (2 * Piece) + 77).Select(i => i < Piece ? i % 200 : i * 70_001L).ToArray();
        var column = NumberColumn.Of(numbers);
        Prop.ForAll(Gen.Choose(0, numbers.Length).Two().ToArbitrary(), rows =>
        {
            var (from, to) = (Math.Min(rows.Item1, rows.Item2), Math.Max(rows.Item1, rows.Item2));
            var some = new long[to - from];
            column.CopyTo(from, some);
            some.ShouldBe(numbers[from..to]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Builder_GoesOnAfterAColumnWasGiven_TheColumnStays()
    {
        // Given at every length around those where memory is taken anew, and read when all has been added.
        int[] lengths = [0, 1, 1_023, 1_024, 1_025, 8_192, Piece - 1, Piece, Piece + 1, Piece + 1_500, (2 * Piece) - 1, 2 * Piece, (2 * Piece) + 1, 3 * Piece];
        var builder = new NumberColumnBuilder();
        var given = new List<NumberColumn>();
        foreach (var length in lengths)
        {
            while (builder.Count < length)
            {
                builder.Add(builder.Count * 3L);
            }

            given.Add(builder.ToColumn());
        }

        builder.Add([.. Enumerable.Repeat(-1L, Piece)]);
        given.Select(column => column.Count).ShouldBe(lengths);
        foreach (var column in given)
        {
            column.ToArray().ShouldBe(Enumerable.Range(0, column.Count).Select(i => i * 3L));
        }

        builder[(3 * Piece) - 1].ShouldBe(((3 * Piece) - 1) * 3L);
        builder[3 * Piece].ShouldBe(-1);
    }

    [Fact]
    public void Index_BehindTheLast_IsRefused()
    {
        var builder = new NumberColumnBuilder();
        builder.Add([1, 2, 3]);
        var column = builder.ToColumn();
        builder.Add(4);
        Should.Throw<IndexOutOfRangeException>(() => column[3]);
        Should.Throw<ArgumentOutOfRangeException>(() => column.CopyTo(2, new long[2]));
    }

    [Theory]
    [InlineData(10, 20, true)]
    [InlineData(11, 20, false)]
    [InlineData(10, 19, false)]
    public void AreWithin_LeastAndGreatestInAPiece_AreLookedAt(long lowest, long highest, bool expected)
    {
        var numbers = Enumerable.Repeat(15L, Piece + 5).ToArray();
        (numbers[5_000], numbers[5_001]) = (10, 20);
        NumberColumn.Of(numbers).AreWithin(lowest, highest).ShouldBe(expected);
    }

    [Fact]
    public void AreWithin_OneOfTheRestIsNot_No()
    {
        var numbers = Enumerable.Repeat(15L, Piece + 5).ToArray();
        numbers[^1] = 21;
        NumberColumn.Of(numbers).AreWithin(10, 20).ShouldBeFalse();
        NumberColumn.Of(numbers).AreWithin(10, 21).ShouldBeTrue();
    }

    [Fact]
    public void AddPiece_AfterSingleNumbers_IsRefused()
    {
        var builder = new NumberColumnBuilder();
        builder.Add(1);
        Should.Throw<InvalidOperationException>(() => builder.AddPiece(0, 0, [], 0)).Message.ShouldBe("Pieces come before single numbers.");
    }
}
