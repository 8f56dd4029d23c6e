using System.Net;
using System.Text.RegularExpressions;
using Compensation.Api.Tests.Finance;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Pages;

/// <summary>What sellers see of themselves and of others; what amounts are expected is calculated at <see cref="FinanceDay"/>.</summary>
public sealed class SellerPagesTests : IAsyncLifetime
{
    private FinanceDay day = null!;
    private PageClient middle = null!;

    public async Task InitializeAsync()
    {
        day = await FinanceDay.BeginAsync();
        await day.PublishAsync();
        await day.TakeOrdersAsync();
        middle = await SignedInAsync("b", "seller", "B");
    }

    public async Task DisposeAsync()
    {
        middle.Dispose();
        await day.DisposeAsync();
    }

    [Fact]
    public async Task Overview_ShowsWhatIsMissing_AndFollows()
    {
        var page = await middle.GetAsync("/sellers/B");
        page.Text.ShouldContain("40.00 EUR if it ended now");
        page.Text.ShouldContain("What is missing for Gold");
        page.Html.ShouldContain("<progress max=\"100000\" value=\"10000\"");
        (await middle.GetAsync("/")).Location.ShouldBe("/sellers/B");

        using var stream = await middle.FollowAsync("/sellers/B/live");
        (await stream.ReadLineAsync())!.ShouldStartWith("data: <dl class=\"tiles\">");
    }

    [Fact]
    public async Task Others_AreSeen_AsFarAsTheDownlineGoes()
    {
        // B sees below C, who stands in the own downline, and nothing of A, who stands above.
        (await middle.GetAsync("/sellers/B/team/branch?of=B")).Text.ShouldBe("C");
        (await middle.GetAsync("/sellers/B/team/branch?of=C")).Text.ShouldBe("Nobody stands below.");
        foreach (var address in new[] { "/sellers/B/team/branch?of=A", "/sellers/A", "/sellers/C", "/sellers/C/statements", "/sellers/A/team", "/sellers/X" })
        {
            (await middle.GetAsync(address)).Status.ShouldBe(HttpStatusCode.Forbidden, address);
        }
    }

    [Fact]
    public async Task Statement_ExplainsEachLine_DownToTheOrder()
    {
        await day.CloseAsync();
        var statement = await middle.GetAsync("/sellers/B/statements/2026-01");
        statement.Text.ShouldContain("This result waits for approval");
        statement.Text.ShouldContain("Rebate B 100.00 10 % 10.00 EUR Why?");
        statement.Text.ShouldContain("Team C 1 300.00 10 % 30.00 EUR Why?");
        var why = Regex.Match(statement.Html, "href=\"(/sellers/B/statements/2026-01/lines/[0-9]+)\" aria-label=\"Why Team").Groups[1].Value;

        var reason = await middle.GetAsync(why);
        reason.Text.ShouldContain("O1");
        reason.Text.ShouldContain("30.00 EUR from C");
        (await middle.GetAsync("/sellers/B/statements/2026-01/why")).Text.ShouldContain("2026-01, explained");
        (await middle.GetAsync("/sellers/B/statements/2026-01/lines/1000")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Dispute_IsOpened_Answered_AndClosed()
    {
        await day.CloseAsync();
        const string Statement = "/sellers/B/statements/2026-01";
        var sent = await middle.SendAsync(
            await middle.GetAsync(Statement), "/sellers/B/disputes", ("line", "0"), ("text", "<b>Where is A's order?</b>"));
        (sent.Status, sent.Location).ShouldBe((HttpStatusCode.SeeOther, "/sellers/B/disputes"));
        var dispute = await middle.GetAsync("/sellers/B/disputes/1");
        dispute.Html.ShouldContain("&lt;b&gt;Where is A&#x27;s order?&lt;/b&gt;");
        dispute.Html.ShouldNotContain("/answer\"");

        using var max = await SignedInAsync("max", "finance");
        (await max.GetAsync("/disputes")).Text.ShouldContain("No. 1");
        var answer = await max.GetAsync("/sellers/B/disputes/1");
        await max.SendAsync(answer, "/sellers/B/disputes/1/answer", ("text", "A stands above you."), ("status", "Declined"));
        (await middle.GetAsync("/sellers/B/disputes/1")).ShouldSatisfyAllConditions(
            page => page.Text.ShouldContain("A stands above you."), page => page.Html.ShouldNotContain("<textarea"));

        using var leaf = await SignedInAsync("c", "seller", "C");
        (await leaf.GetAsync("/sellers/C/disputes/1")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<PageClient> SignedInAsync(string name, string role, string? seller = null)
    {
        var browser = new PageClient(day.Server.Console);
        (await browser.SignInAsync(day.Server.Issuer.Issue(name, [role], "company", seller))).Status.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }
}
