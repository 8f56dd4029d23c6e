using System.IO.Compression;
using System.Net;
using Compensation.Api.Tests.Finance;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Pages;

/// <summary>A month of finance in the console; what amounts are expected is calculated at <see cref="FinanceDay"/>.</summary>
public sealed class FinancePagesTests : IAsyncLifetime
{
    private const string Period = $"/periods/{FinanceDay.January}";

    private FinanceDay day = null!;
    private PageClient max = null!;
    private PageClient eva = null!;

    public async Task InitializeAsync()
    {
        day = await FinanceDay.BeginAsync();
        await day.PublishAsync();
        await day.TakeOrdersAsync();
        (max, eva) = (new PageClient(day.Server.Console), new PageClient(day.Server.Console));
        await max.SignInAsync(day.Server.Issuer.Issue("max", ["finance", "finance-approver"], "company"));
        await eva.SignInAsync(day.Server.Issuer.Issue("eva", ["finance-approver"], "company"));
    }

    public async Task DisposeAsync()
    {
        max.Dispose();
        eva.Dispose();
        await day.DisposeAsync();
    }

    [Fact]
    public async Task Close_IsSentTwice_HappensOnce_AndTakesTwoPersons()
    {
        var open = await max.GetAsync(Period);
        // January is the open period that is followed live: 82 EUR so far, as calculated by hand.
        open.Text.ShouldContain("82.00 EUR earned so far");
        (await max.SendAsync(open, $"{Period}/close")).ShouldSatisfyAllConditions(
            answer => answer.Status.ShouldBe(HttpStatusCode.SeeOther), answer => answer.Location.ShouldBe(Period));
        (await max.SendAsync(open, $"{Period}/close")).Status.ShouldBe(HttpStatusCode.SeeOther);
        await FollowAsync(max);

        var closed = await max.GetAsync(Period);
        closed.Text.ShouldContain("Awaiting approval");
        foreach (var expected in new[]
        {
            "Earned 82.00 EUR", "PV 440.00 18.6 % payout ratio", "Rebate 3 42.00 EUR", "Team 2 40.00 EUR", "Together 5 82.00 EUR",
            "Gold 0 0.00 EUR", "Silver 2 70.00 EUR", "No rank 1 12.00 EUR",
        })
        {
            closed.Text.ShouldContain(expected);
        }

        var refused = await max.SendAsync(closed, $"{Period}/approve");
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("The same person began this calculation. Let somebody else approve");
        (await eva.SendAsync(await eva.GetAsync(Period), $"{Period}/approve")).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await max.GetAsync(Period)).Text.ShouldContain("The result is approved");
    }

    [Fact]
    public async Task Rejection_WithoutAReason_KeepsThePage()
    {
        await max.SendAsync(await max.GetAsync(Period), $"{Period}/close");
        await FollowAsync(max);

        var refused = await max.SendAsync(await max.GetAsync(Period), $"{Period}/reject", ("reason", " "));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Text.ShouldContain("Reject the result");
        refused.Html.ShouldContain("aria-invalid=\"true\"");

        (await max.SendAsync(refused, $"{Period}/reject", ("reason", "an order is missing"))).Status.ShouldBe(HttpStatusCode.SeeOther);
        (await max.GetAsync(Period)).Text.ShouldContain("Close the period");
    }

    [Fact]
    public async Task Payouts_ArePrepared_ExportedAsOftenAsAskedFor_AndConfirmed()
    {
        await day.ApproveAsync((await day.CloseAsync()).Root);
        const string Payouts = $"{Period}/payouts";
        await max.SendAsync(await max.GetAsync(Payouts), $"{Payouts}/prepare");
        var prepared = await max.GetAsync(Payouts);
        // C is paid in pounds: 30 EUR at 0.85.
        foreach (var expected in new[] { "12.00 EUR", "40.00 EUR", "25.50 GBP", "2026-02-05" })
        {
            prepared.Text.ShouldContain(expected);
        }

        var first = await max.SendAsync(prepared, $"{Payouts}/export", ("reference", "jan"), ("format", "csv"));
        var again = await max.SendAsync(await max.GetAsync(Payouts), $"{Payouts}/export", ("reference", "jan"), ("format", "csv"));
        (first.Headers["Content-Type"], first.Headers["Content-Disposition"]).ShouldBe(("text/csv", "attachment; filename=jan.csv; filename*=UTF-8''jan.csv"));
        first.Html.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        again.Html.ShouldBe(first.Html);

        // An account is missing: the page says so, and nothing is sent.
        var refused = await max.SendAsync(await max.GetAsync(Payouts), $"{Payouts}/export", ("reference", "jan-2"), ("format", "pain"));
        (refused.Status, refused.Headers["Content-Type"]).ShouldBe((HttpStatusCode.Conflict, "text/html; charset=utf-8"));

        await max.SendAsync(await max.GetAsync(Payouts), $"{Payouts}/confirm");
        (await max.GetAsync(Period)).Text.ShouldContain("2026-01 Paid");
    }

    [Fact]
    public async Task Correction_WithABadAmount_SaysSo_AndTakesAGoodOne()
    {
        const string Adjust = $"{Period}/corrections/adjust";
        var page = await max.GetAsync($"{Period}/corrections");

        var refused = await max.SendAsync(page, Adjust, ("seller", "A"), ("amount", "5,00 EUR"), ("bonus", ""), ("reason", "promised"));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Text.ShouldContain("This is no amount.");
        // What was typed stays.
        refused.Html.ShouldContain("value=\"promised\"");

        await max.SendAsync(refused, Adjust, ("seller", "A"), ("amount", "5.00"), ("bonus", ""), ("reason", "promised"));
        (await max.GetAsync($"{Period}/corrections")).Text.ShouldContain("The earnings of A are adjusted.");
        await day.CloseAsync();
        (await max.GetAsync(Period)).Text.ShouldContain("Earned 87.00 EUR");
    }

    [Fact]
    public async Task Run_ComesAsOneArchive_AndIsComparedWithTheOneBefore()
    {
        await day.PayAsync();
        await day.RestateAsync();
        var compared = await max.GetAsync($"{Period}/compare");
        // B gets 45 instead of 40.
        compared.Text.ShouldContain("B 40.00 EUR 45.00 EUR +5.00 EUR");

        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", day.Server.Issuer.Issue("max", ["finance"], "company"));
        var bytes = await http.GetByteArrayAsync(new Uri(day.Server.Console, $"{Period}/runs/1.zip"));
        using var archive = new ZipArchive(new MemoryStream(bytes));
        archive.Entries.Select(entry => entry.Name).ShouldContain("manifest.json");
        using var plan = new StreamReader(archive.GetEntry("plan.yaml")!.Open());
        (await plan.ReadToEndAsync()).ShouldBe(FinanceDay.Plan);
    }

    private static async Task FollowAsync(PageClient client)
    {
        using var stream = await client.FollowAsync($"{Period}/progress");
        (await stream.ReadToEndAsync()).ShouldEndWith("event: done\ndata:\n\n");
    }
}
