using System.Globalization;
using Compensation.Api.Finance;
using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Frame;
using Compensation.Api.Sellers;
using Compensation.Api.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compensation.Api.Pages.Sellers;

/// <summary>Disputes: opened and followed by sellers, answered by finance.</summary>
/// <param name="frame">The page's frame.</param>
/// <param name="calls">Makes calls.</param>
/// <param name="sellers">What sellers call.</param>
/// <param name="finance">What finance calls.</param>
internal sealed class DisputePages(PageFrame frame, PageCalls calls, SellerApi sellers, FinanceApi finance)
{
    private const string Own = Links.Sellers + "/{seller}/disputes";
    private const string One = Own + "/{dispute:long}";

    /// <summary>Serves the pages.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Links.Disputes, (DisputePages page) => page.ListAsync());
        pages.MapGet(Own, (DisputePages page, string seller) => page.OwnAsync(seller));
        pages.MapPost(Own, (DisputePages page, string seller) => page.OpenAsync(seller));
        pages.MapGet(One, (DisputePages page, string seller, long dispute) => page.ShowAsync(seller, dispute));
        pages.MapGet($"{One}/live", (DisputePages page, string seller, long dispute) => page.FollowAsync(seller, dispute));
        pages.MapPost($"{One}/add", (DisputePages page, string seller, long dispute) => page.AddAsync(seller, dispute, withdraw: false));
        pages.MapPost($"{One}/withdraw", (DisputePages page, string seller, long dispute) => page.AddAsync(seller, dispute, withdraw: true));
        pages.MapPost($"{One}/answer", (DisputePages page, string seller, long dispute) => page.AnswerAsync(seller, dispute));
    }

    private SellerFrame FrameOf(string seller) => SellerFrames.Of(frame.Caller!, seller);

    private async Task<IResult> ListAsync()
    {
        var status = Enum.TryParse<DisputeStatus>(frame.Query("status"), out var asked) && Enum.IsDefined(asked) ? asked : DisputeStatus.Open;
        var disputes = await calls.AskAsync(
            finance.ListDisputes, new ListDisputesRequest { Status = status, Page = frame.Page() });
        return await frame.ShowAsync<DisputesView>(new DisputesModel(status, disputes));
    }

    private async Task<IResult> OwnAsync(string seller) => await frame.ShowAsync<OwnDisputesView>(new DisputeListModel(FrameOf(seller),
        await calls.AskAsync(sellers.ListOwnDisputes, new ListOwnDisputesRequest { Seller = seller, Page = frame.Page() })));

    private async Task<IResult> OpenAsync(string seller)
    {
        var period = frame.Form!["period"];
        return await frame.DoAsync(form => calls.AskAsync(sellers.OpenDispute, new OpenDisputeRequest
        {
            IdempotencyKey = form.Key,
            Seller = seller,
            Period = period,
            Line = int.TryParse(form["line"], NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : -1,
            Text = form["text"],
        }), Links.Seller(seller, "disputes"), "The dispute is open; finance answers here.", async () => await frame.ShowAsync<StatementView>(new StatementModel(
            FrameOf(seller), await calls.AskAsync(sellers.GetStatement, new GetStatementRequest { Seller = seller, Period = period }))));
    }

    private async Task<IResult> ShowAsync(string seller, long dispute) => await frame.ShowAsync<DisputeView>(new DisputeModel(FrameOf(seller),
        await calls.AskAsync(sellers.GetDispute, new GetDisputeRequest { Seller = seller, Dispute = dispute })));

    private Task<IResult> FollowAsync(string seller, long dispute) => frame.StreamAsync<TalkView>(
        calls.FollowAsync<WatchDisputeRequest, Dispute>(sellers.WatchDispute, new WatchDisputeRequest { Seller = seller, Dispute = dispute }));

    private Task<IResult> AddAsync(string seller, long dispute, bool withdraw) => frame.DoAsync(
        form => calls.AskAsync(sellers.AddToDispute, new AddToDisputeRequest
        {
            IdempotencyKey = form.Key,
            Seller = seller,
            Dispute = dispute,
            Text = form["text"],
            Withdraw = withdraw,
        }),
        Links.Dispute(seller, dispute), withdraw ? "The dispute is withdrawn." : "It is said.", () => ShowAsync(seller, dispute));

    private Task<IResult> AnswerAsync(string seller, long dispute) => frame.DoAsync(form => calls.AskAsync(finance.AnswerDispute, new AnswerDisputeRequest
    {
        IdempotencyKey = form.Key,
        Dispute = dispute,
        Text = form["text"],
        Status = Enum.TryParse<DisputeStatus>(form["status"], out var status) ? status : DisputeStatus.Unspecified,
    }), Links.Dispute(seller, dispute), "The answer is given.", () => ShowAsync(seller, dispute));
}
