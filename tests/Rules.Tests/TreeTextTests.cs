using Shouldly;
using Xunit;

namespace Compensation.Rules.Tests;

public class TreeTextTests
{
    [Fact]
    public void TreeText_DrawnTree_HasParentsAndLegs()
    {
        var tree = TreeText.Parse("R(A(C, D), _, B), S");
        tree.Names.ShouldBe(["R", "A", "C", "D", "B", "S"]);
        tree.Parents.ShouldBe([-1, 0, 1, 1, 0, -1]);
        tree.Legs.ShouldBe(new sbyte[] { -1, 0, 0, 1, 2, -1 });
        tree["D"].ShouldBe(3);
    }

    [Theory]
    [InlineData("R")]
    [InlineData("R(A(C,D),B),S(T)")]
    [InlineData("R(_,A(_,_,C),B)")]
    public void TreeText_ReadAndDrawn_IsTheSameText(string text)
    {
        var tree = TreeText.Parse(text);
        TreeText.Draw(tree.Names, tree.Parents, tree.Legs).ShouldBe(text);
    }

    [Theory]
    [InlineData("R(A")]
    [InlineData("R(A(B)")]
    public void TreeText_BracketMissing_Throws(string text) => Should.Throw<ArgumentException>(() => TreeText.Parse(text));
}
