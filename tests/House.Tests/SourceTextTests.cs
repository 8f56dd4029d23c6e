using Shouldly;
using Xunit;

namespace Compensation.House.Tests;

/// <summary>The scanner on which the other tests stand.</summary>
public sealed class SourceTextTests
{
    [Theory]
    [InlineData("a // b", "a")]
    [InlineData("a /* b\n c */ d", "a d")]
    [InlineData("x = \"b\\\"c\" + y", "x = + y")]
    [InlineData("x = @\"b\\\" + y", "x = + y")]
    [InlineData("x = @\"b\"\"c\" + y", "x = + y")]
    [InlineData("x = '\\'' + y", "x = + y")]
    [InlineData("x = '\"' + y", "x = + y")]
    [InlineData("x = $\"b{c}d\" + y", "x = c + y")]
    [InlineData("x = $\"b{{c}}d\" + y", "x = + y")]
    [InlineData("x = $\"b{(c ? \"d\" : \"\")}e\" + y", "x = (c ? : ) + y")]
    [InlineData("x = $\"{new { A = 1 }}e\" + y", "x = new { A = 1 } + y")]
    [InlineData("x = \"\"\"a \"b\" c\"\"\" + y", "x = + y")]
    [InlineData("x = $$\"\"\"a {b} {{c}} d\"\"\" + y", "x = c + y")]
    [InlineData("x = \"\" + y", "x = + y")]
    [InlineData("x = \"// no comment\" + y", "x = + y")]
    public void CodeOnly_CommentsAndLiterals_AreBlankedAndCodeStays(string text, string code) =>
        string.Join(' ', SourceText.CodeOnly(text).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)).ShouldBe(code);

    [Fact]
    public void CodeOnly_EveryFile_KeepsLengthAndLines()
    {
        foreach (var file in Repository.Sources("src").Concat(Repository.Sources("tests")))
        {
            file.Code.Length.ShouldBe(file.Text.Length, file.Path);
            file.Code.Count(c => c == '\n').ShouldBe(file.Text.Count(c => c == '\n'), file.Path);
            file.Code.Count(c => c == '{').ShouldBe(file.Code.Count(c => c == '}'), file.Path);
        }
    }
}
