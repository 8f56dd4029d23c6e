using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.V1;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Shared;

public sealed class PageTests
{
    private static ListDownlineRequest Request(string token = "", int size = 0, int depth = 3) =>
        new() { Depth = depth, Page = new PageRequest { PageToken = token, PageSize = size } };

    private static Page Of(ListDownlineRequest request) => Page.Of(request.Page, request);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(7, 7)]
    [InlineData(5_000, 1_000)]
    public void Size_IsBounded(int asked, int given) => Of(Request(size: asked)).Size.ShouldBe(given);

    [Fact]
    public void Token_LeadsToWhereThePageBeforeEnded()
    {
        var token = Of(Request()).Next("B-17/ä");

        Of(Request(token, size: 3)).After.ShouldBe("B-17/ä");
        Of(Request()).After.ShouldBe("");
    }

    [Fact]
    public void Token_OfAnotherRequest_IsRefused()
    {
        var token = Of(Request()).Next("17");

        Should.Throw<CallException>(() => Of(Request(token, depth: 4))).Status.Message.ShouldContain("page.page_token");
        foreach (var forged in new[] { "x", "AAAA", token[..^1] + "!", token[1..] })
        {
            Should.Throw<CallException>(() => Of(Request(forged)));
        }

        Should.Throw<CallException>(() => Of(Request(size: -1)));
    }

    [Theory]
    [InlineData("seventeen")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData(" 17")]
    public void Token_ThatIsMadeUp_IsNoNumber(string last)
    {
        var (made, good) = (Of(Request(Of(Request()).Next(last))), Of(Request(Of(Request()).Next("17"))));

        Should.Throw<CallException>(() => made.Number<int>()).Status.Message.ShouldContain("page.page_token");
        Should.Throw<CallException>(() => made.Number<long>());
        (good.Number<int>(), Of(Request()).Number<int>()).ShouldBe((17, null));
    }
}
