using System.Net;
using System.Text.RegularExpressions;
using Compensation.Api.Tests.Finance;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Pages;

/// <summary>Who may look at the console, and whose forms it takes.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private FinanceDay day = null!;

    private Uri Console => day.Server.Console;

    public async Task InitializeAsync()
    {
        day = await FinanceDay.BeginAsync();
        await day.PublishAsync();
        await day.TakeOrdersAsync();
    }

    public async Task DisposeAsync() => await day.DisposeAsync();

    [Fact]
    public async Task EveryPage_WithoutASession_LeadsToTheSignIn()
    {
        using var nobody = new PageClient(Console);
        var addresses = day.Server.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is ["GET"])
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Where(address => !address.StartsWith("/assets", StringComparison.Ordinal))
            .Select(address => address.Replace(":int}", "}", StringComparison.Ordinal).Replace("{period}", FinanceDay.January, StringComparison.Ordinal)
                .Replace("{seller}", "A", StringComparison.Ordinal).Replace("{*rest}", "nowhere", StringComparison.Ordinal))
            .Select(address => Regex.Replace(address, @"\{\w+\}", "1")).Where(address => address != "/sign-in").ToList();

        addresses.ShouldContain("/periods/2026-01");
        foreach (var address in addresses)
        {
            var answer = await nobody.GetAsync(address);
            (answer.Status, answer.Location?.Split('?')[0]).ShouldBe((HttpStatusCode.Redirect, "/sign-in"), address);
            answer.Html.ShouldBeEmpty(address);
        }
    }

    [Fact]
    public async Task SignIn_KeepsTheTokenWhereNoScriptReadsIt_AndGoesOnToWhatWasAskedFor()
    {
        using var browser = new PageClient(Console);
        var asked = await browser.GetAsync("/periods/2026-01");
        var form = await browser.GetAsync(asked.Location!);
        var signedIn = await browser.SendAsync(form, "/sign-in", ("token", day.Server.Issuer.Issue("max", ["finance"], "company")));

        (signedIn.Status, signedIn.Location).ShouldBe((HttpStatusCode.Redirect, "/periods/2026-01"));
        signedIn.Headers["Set-Cookie"].ShouldSatisfyAllConditions(cookie => cookie.ShouldContain("session="), cookie => cookie.ShouldContain("httponly"),
            cookie => cookie.ShouldContain("samesite=strict"), cookie => cookie.ShouldNotContain("eyJ"));
        var page = await browser.GetAsync("/periods/2026-01");
        (page.Status, page.Headers["Cache-Control"]).ShouldBe((HttpStatusCode.OK, "no-store, no-cache"));
        page.Headers["Content-Security-Policy"].ShouldBe("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        // The policy would break what is inline.
        page.Html.ShouldNotContain(" style=");
        Regex.IsMatch(page.Html, @"<[^>]* on\w+=|<script(?![^>]* src=)|<style").ShouldBeFalse();
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    public async Task SignIn_LeadsNowhereElse(string from)
    {
        using var browser = new PageClient(Console);
        var token = day.Server.Issuer.Issue("max", ["finance"], "company");

        var signedIn = await browser.SendAsync(await browser.GetAsync("/sign-in"), "/sign-in", ("token", token), ("from", from));

        signedIn.Location.ShouldBe("/periods");
    }

    [Fact]
    public async Task SignIn_WithAnythingElse_IsRefused()
    {
        using var browser = new PageClient(Console);
        foreach (var (token, status) in new[]
        {
            ("", HttpStatusCode.Unauthorized), ("x.y.z", HttpStatusCode.Unauthorized),
            (day.Server.Issuer.Issue("max", ["finance"], "elsewhere"), HttpStatusCode.Unauthorized),
            (day.Server.Issuer.Issue("shop", ["storefront"], "company", storefront: "shop"), HttpStatusCode.Forbidden),
        })
        {
            (await browser.SignInAsync(token)).Status.ShouldBe(status, token);
        }

        (await browser.GetAsync("/periods")).Location.ShouldBe("/sign-in?from=%2Fperiods");
    }

    [Fact]
    public async Task SignOut_ForgetsTheToken()
    {
        using var browser = await SignedInAsync("max", "finance");

        await browser.SendAsync(await browser.GetAsync("/periods"), "/sign-out");

        (await browser.GetAsync("/periods")).Status.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Form_OfAnotherSite_OrAnotherPerson_DoesNothing()
    {
        using var max = await SignedInAsync("max", "finance");
        using var eva = await SignedInAsync("eva", "finance");
        var close = $"/periods/{FinanceDay.January}/close";
        var fields = (await max.GetAsync($"/periods/{FinanceDay.January}")).FieldsOf(close);
        var withoutToken = fields.Where(field => field.Key == "key").ToList();

        (await max.PostAsync(close, withoutToken)).ShouldSatisfyAllConditions(
            page => page.Status.ShouldBe(HttpStatusCode.BadRequest), page => page.Text.ShouldContain("This form is none of this session"));
        (await eva.PostAsync(close, fields)).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await max.GetAsync($"/periods/{FinanceDay.January}")).Text.ShouldContain("Close the period");
    }

    [Fact]
    public async Task Pages_ShowEachRole_WhatTheTableSays()
    {
        await day.Server.Database.AddProgrammeAsync("other");
        using var seller = await SignedInAsync("a", "seller", seller: "A");
        using var support = await SignedInAsync("sam", "support");
        using var stranger = await SignedInAsync("max", "finance", programme: "other");

        using var admin = await SignedInAsync("ada", "admin");
        (await admin.GetAsync("/audit?what=plan%20published")).Text.ShouldContain("max plan published the first one");
        (await support.GetAsync("/audit")).Status.ShouldBe(HttpStatusCode.Forbidden);

        foreach (var address in new[] { "/periods", "/live", $"/periods/{FinanceDay.January}", $"/periods/{FinanceDay.January}/payouts" })
        {
            (await seller.GetAsync(address)).Status.ShouldBe(HttpStatusCode.Forbidden, address);
        }

        (await support.GetAsync("/periods")).Text.ShouldContain(FinanceDay.January);
        (await support.GetAsync($"/periods/{FinanceDay.January}")).Text.ShouldNotContain("Close the period");
        (await stranger.GetAsync("/periods")).Text.ShouldNotContain(FinanceDay.January);
        (await stranger.GetAsync($"/periods/{FinanceDay.January}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync("/nowhere")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<PageClient> SignedInAsync(string name, string role, string programme = "company", string? seller = null)
    {
        var browser = new PageClient(Console);
        (await browser.SignInAsync(day.Server.Issuer.Issue(name, [role], programme, seller))).Status.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }
}
