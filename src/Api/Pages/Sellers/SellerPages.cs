using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Frame;
using Compensation.Api.Sellers;
using Compensation.Api.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compensation.Api.Pages.Sellers;

/// <summary>What a seller sees, and what support and finance see of a seller: figures, downline, statements.</summary>
/// <param name="frame">The page's frame.</param>
/// <param name="calls">Makes calls.</param>
/// <param name="sellers">What is called.</param>
internal sealed class SellerPages(PageFrame frame, PageCalls calls, SellerApi sellers)
{
    private const string One = Links.Sellers + "/{seller}";
    private const string Period = One + "/statements/{period}";
    private const int Branch = 100;
    private const int LastStatements = 6;

    /// <summary>Serves the pages.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Links.Sellers, (SellerPages page) => page.SearchAsync());
        pages.MapGet(One, (SellerPages page, string seller) => page.OverviewAsync(seller));
        pages.MapGet($"{One}/live", (SellerPages page, string seller) => page.FollowAsync(seller));
        pages.MapGet($"{One}/team", (SellerPages page, string seller) => page.TeamAsync(seller));
        pages.MapGet($"{One}/team/branch", (SellerPages page, string seller) => page.BranchAsync(seller));
        pages.MapGet($"{One}/statements", (SellerPages page, string seller) => page.StatementsAsync(seller));
        pages.MapGet(Period, (SellerPages page, string seller, string period) => page.StatementAsync(seller, period));
        pages.MapGet($"{Period}/why", (SellerPages page, string seller, string period) => page.ExplainAsync(seller, period));
        pages.MapGet($"{Period}/lines/{{line:int}}", (SellerPages page, string seller, string period, int line) => page.ExplainAsync(seller, period, line));
    }

    private SellerFrame FrameOf(string seller) => SellerFrames.Of(frame.Caller!, seller);

    private async Task<IResult> SearchAsync()
    {
        var wanted = frame.Query("seller").Trim();
        if (wanted.Length == 0)
        {
            return await frame.ShowAsync<SearchView>("");
        }

        var found = await calls.AskAsync(sellers.GetProfile, new GetProfileRequest { Seller = wanted });
        return Results.LocalRedirect($"~{Links.Seller(found.Seller)}");
    }

    private async Task<IResult> OverviewAsync(string seller)
    {
        var profile = await calls.AskAsync(sellers.GetProfile, new GetProfileRequest { Seller = seller });
        var dashboard = await calls.AskAsync(sellers.GetDashboard, new GetDashboardRequest { Seller = seller });
        var statements = await calls.AskAsync(
            sellers.ListStatements, new ListStatementsRequest { Seller = seller, Page = new PageRequest { PageSize = LastStatements } });
        return await frame.ShowAsync<OverviewView>(new OverviewModel(FrameOf(seller), profile, dashboard, statements.Statements));
    }

    private Task<IResult> FollowAsync(string seller) => frame.StreamAsync<DashboardView>(
        calls.FollowAsync<WatchDashboardRequest, Dashboard>(sellers.WatchDashboard, new WatchDashboardRequest { Seller = seller }));

    private async Task<IResult> TeamAsync(string seller)
    {
        var query = frame.Query("query").Trim();
        var upline = await calls.AskAsync(sellers.GetUpline, new GetUplineRequest { Seller = seller });
        var legs = await calls.AskAsync(sellers.ListLegs, new ListLegsRequest { Seller = seller });
        var found = query.Length == 0 ? null : await calls.AskAsync(sellers.SearchDownline, new SearchDownlineRequest
        {
            Seller = seller,
            Query = query,
            Page = frame.Page(Branch),
        });
        return await frame.ShowAsync<TeamView>(new TeamModel(FrameOf(seller), upline.Sellers, legs.Legs, query, found));
    }

    /// <summary>Those directly below somebody of the downline, for the page to put in place.</summary>
    private async Task<IResult> BranchAsync(string seller)
    {
        var root = frame.Query("of");
        var found = await calls.AskAsync(sellers.ListDownline, new ListDownlineRequest
        {
            Seller = root,
            Depth = 1,
            Page = frame.Page(Branch),
        });
        return Results.Text(await frame.RenderAsync<BranchView>(new BranchModel(seller, root, found.Members, found.NextPageToken)), "text/html");
    }

    private async Task<IResult> StatementsAsync(string seller) => await frame.ShowAsync<StatementsView>(new StatementListModel(FrameOf(seller),
        await calls.AskAsync(sellers.ListStatements, new ListStatementsRequest { Seller = seller, Page = frame.Page() })));

    private async Task<IResult> StatementAsync(string seller, string period) => await frame.ShowAsync<StatementView>(new StatementModel(FrameOf(seller),
        await calls.AskAsync(sellers.GetStatement, new GetStatementRequest { Seller = seller, Period = period })));

    private async Task<IResult> ExplainAsync(string seller, string period) => await frame.ShowAsync<ReasonView>(new ReasonModel(FrameOf(seller), period, null,
        await calls.AskAsync(sellers.ExplainPeriod, new ExplainPeriodRequest { Seller = seller, Period = period })));

    private async Task<IResult> ExplainAsync(string seller, string period, int line)
    {
        var statement = await calls.AskAsync(sellers.GetStatement, new GetStatementRequest { Seller = seller, Period = period });
        var reason = await calls.AskAsync(sellers.ExplainLine, new ExplainLineRequest { Seller = seller, Period = period, Line = line });
        return await frame.ShowAsync<ReasonView>(new ReasonModel(FrameOf(seller), period, statement.Lines.First(known => known.Line == line), reason));
    }
}
