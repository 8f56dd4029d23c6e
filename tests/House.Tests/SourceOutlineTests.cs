using Shouldly;
using Xunit;

namespace Compensation.House.Tests;

/// <summary>The measure of members on which the limits stand.</summary>
public sealed class SourceOutlineTests
{
    private const string Code = """
        using System.Text;

        namespace A.B;

        [Flags]
        public enum Side
        {
            Left,
            Right,
        }

        public sealed partial class Tree<T>(int count = 1) : Base, IOther
            where T : class
        {
            private static readonly int[] Sizes =
            [
                1,
                2,
            ];

            public IDictionary<string, int> Names { get; } = new Dictionary<string, int>
            {
                ["a"] = 1,
            };

            public int Count => count;

            public Tree()
                : this(3)
            {
                if (count == 1)
                {
                    return;
                }
            }

            public static bool operator ==(Tree<T> a, Tree<T> b) =>
                a.Count == b.Count;

            private void Walk(Func<int> next = null) => Run(() =>
            {
                next();
            });

            private sealed record Inner(int A);
        }

        internal readonly record struct Hidden(int A);

        public readonly record struct Shown(int A);
        """;

    [Fact]
    public void PublicTypes_NestedAndInternalOnes_AreLeftOut() =>
        SourceOutline.PublicTypes(SourceText.CodeOnly(Code)).Select(type => type.Name).ShouldBe(["Side", "Tree", "Shown"]);

    [Fact]
    public void Members_EveryShape_IsMeasuredInLines()
    {
        // By hand: Names 4 lines, Count 1, the constructor 8, the operator 2, Walk 4. Sizes is a field; enums and
        // records have no members here.
        var code = SourceText.CodeOnly(Code);
        SourceOutline.Members(code)
            .Select(member => code[member.Start..member.End].Count(c => c == '\n') + 1)
            .ShouldBe([4, 1, 8, 2, 4]);
    }
}
