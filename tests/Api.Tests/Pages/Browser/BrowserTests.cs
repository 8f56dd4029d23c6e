using Compensation.Api.Tests.Finance;
using Compensation.Testing;
using Xunit;

namespace Compensation.Api.Tests.Pages.Browser;

/// <summary>The console in a real browser, at a desk and on a telephone, light and dark: what people do there, and whether everybody can.</summary>
[Trait("Category", "Browser")]
public sealed class BrowserTests
{
    /// <summary>Where to put pictures of all pages; none are made where it is not set.</summary>
    private const string Pictures = "COMPENSATION_PICTURES";

    /// <remarks>What amounts are expected is calculated at <see cref="FinanceDay"/>; with 20 % instead of 10 % for the team, 40 more are paid.</remarks>
    [BrowserFact]
    public async Task Month_IsClosedByTwoPersons_AndLookedAtByASeller()
    {
        await using var day = await FinanceDay.BeginAsync();
        await day.PublishAsync();
        await day.TakeOrdersAsync();
        var issuer = day.Server.Issuer;

        await OtherClients.BrowserAsync("Api.Tests/Pages/Browser/console.cjs", $"{day.Server.Console}", issuer.Issue("max", ["finance"], "company"),
            issuer.Issue("eva", ["finance-approver"], "company"), issuer.Issue("bea", ["seller"], "company", "B"),
            Environment.GetEnvironmentVariable(Pictures) ?? "");
    }
}
