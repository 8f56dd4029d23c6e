using System.Globalization;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Grains.Genealogy;
using Compensation.Ledger.Store;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using DownlineMember = Compensation.Api.V1.DownlineMember;

namespace Compensation.Api.Sellers;

/// <summary>Who stands above and below a seller.</summary>
public sealed partial class SellerApi
{
    private const int SearchedAtOnce = 1_000;
    private const int MostSearched = 10_000;

    /// <inheritdoc/>
    public override async Task<GetUplineResponse> GetUpline(GetUplineRequest request, ServerCallContext context)
    {
        var (caller, at) = (context.Caller(), MomentOf(request.At, "at"));
        var seller = SellerOf(caller, request.Seller);
        var upline = await DownlineOf(caller, seller).Upline(await TreeAsync(caller, request.Tree), at, context.CancellationToken)
            ?? throw Unknown(seller);
        return new GetUplineResponse { Sellers = { upline } };
    }

    /// <inheritdoc/>
    public override async Task<ListDownlineResponse> ListDownline(ListDownlineRequest request, ServerCallContext context)
    {
        var (caller, page) = (context.Caller(), Page.Of(request.Page, request));
        var seller = await VisibleAsync(caller, request.Seller, context.CancellationToken);
        // All pages show the tree at the instant of the first one.
        var (at, offset) = page.After.Length == 0 ? (MomentOf(request.At, "at"), 0) : PlaceOf(page.After);
        var found = await DownlineOf(caller, seller).Page(
            await TreeAsync(caller, request.Tree), at, DepthOf(request.Depth), offset, page.Size, context.CancellationToken) ?? throw Unknown(seller);
        return new ListDownlineResponse
        {
            Members = { found.Members.Select(MemberOf) },
            NextPageToken = found.Next is { } next ? page.Next(string.Create(CultureInfo.InvariantCulture, $"{at}:{next}")) : "",
            Sequence = found.Sequence,
        };
    }

    /// <inheritdoc/>
    public override async Task StreamDownline(StreamDownlineRequest request, IServerStreamWriter<DownlineMember> responseStream, ServerCallContext context)
    {
        var (caller, at, depth) = (context.Caller(), MomentOf(request.At, "at"), DepthOf(request.Depth));
        var seller = SellerOf(caller, request.Seller);
        var tree = await TreeAsync(caller, request.Tree);
        if (await DownlineOf(caller, seller).Upline(tree, at, context.CancellationToken) is null)
        {
            throw Unknown(seller);
        }

        await foreach (var member in DownlineOf(caller, seller).Members(tree, at, depth, context.CancellationToken))
        {
            await responseStream.WriteAsync(MemberOf(member), context.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task<ListLegsResponse> ListLegs(ListLegsRequest request, ServerCallContext context)
    {
        var (caller, at) = (context.Caller(), MomentOf(request.At, "at"));
        var seller = SellerOf(caller, request.Seller);
        var legs = await DownlineOf(caller, seller).Legs(await TreeAsync(caller, request.Tree), at, context.CancellationToken)
            ?? throw Unknown(seller);
        return new ListLegsResponse
        {
            Legs = { legs.Select(leg => new Leg { Seller = leg.Seller, Leg_ = leg.Leg ?? "", People = leg.People, Levels = leg.Levels }) },
        };
    }

    /// <inheritdoc/>
    public override async Task<SearchDownlineResponse> SearchDownline(SearchDownlineRequest request, ServerCallContext context)
    {
        var (caller, page, cancellation) = (context.Caller(), Page.Of(request.Page, request), context.CancellationToken);
        var (seller, tree, now) = (SellerOf(caller, request.Seller), await TreeAsync(caller, request.Tree), MomentOf(null, "at"));
        if (!IsId(request.Query))
        {
            throw CallErrors.Invalid("query", request.Query, "This is no beginning of an id.", $"Give its first 1 to {LongestId} characters.");
        }

        await using var ledger = database.CreateContext();
        var (found, after, searched) = (new List<DownlineMember>(), page.After, 0);
        while (found.Count < page.Size && searched < MostSearched)
        {
            var ids = await BeginningWithAsync(ledger, caller.Programme, request.Query, after, cancellation);
            var members = await DownlineOf(caller, seller).Find(tree, now, ids, cancellation) ?? throw Unknown(seller);
            found.AddRange(members.Take(page.Size - found.Count).Select(MemberOf));
            if (found.Count < page.Size && ids.Count < SearchedAtOnce)
            {
                return new SearchDownlineResponse { Members = { found } };
            }

            (after, searched) = (found.Count == page.Size ? found[^1].Seller : ids[^1], searched + ids.Count);
        }

        return new SearchDownlineResponse { Members = { found }, NextPageToken = page.Next(after) };
    }

    private IDownlineGrain DownlineOf(Caller caller, string seller) => grains.GetGrain<IDownlineGrain>(DownlineKey.Of(caller.Programme, seller));

    private async Task<string> TreeAsync(Caller caller, string tree)
    {
        var trees = (await genealogies.OfAsync(caller.Programme)).Trees;
        return tree.Length == 0 ? trees[0] : trees.Contains(tree) ? tree : throw CallErrors.Refused(new Refusal(
            RefusalCode.UnknownTree, "tree", tree, "The plan records no such tree.", $"Give one of: {string.Join(", ", trees)}; or none for the first."));
    }

    /// <summary>The instant and the offset that a page has ended with.</summary>
    private static (long At, int Offset) PlaceOf(string after) =>
        after.Split(':') is [var moment, var passed] && long.TryParse(moment, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            && at >= Instant.MinValue.ToUnixTimeMilliseconds() && at <= Instant.MaxValue.ToUnixTimeMilliseconds()
            && int.TryParse(passed, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? (at, offset) : throw Page.NotOurs(after);

    private static int DepthOf(int depth) => depth switch
    {
        0 => int.MaxValue,
        > 0 => depth,
        _ => throw CallErrors.Invalid("depth", $"{depth}", "A level cannot be negative.", "Give the last level, or 0 for all."),
    };

    /// <summary>The next ids that begin with some letters, in the order of their characters.</summary>
    private static Task<List<string>> BeginningWithAsync(
        LedgerContext ledger, int programme, string letters, string after, CancellationToken cancellation)
    {
        // Ids are compared letter by letter, and no letter comes after the last one of Unicode.
        var end = letters + "\U0010FFFF";
        return ledger.Rows<SellerRow>()
            .Where(row => row.Programme == programme && string.Compare(row.Id, letters) >= 0 && string.Compare(row.Id, end) < 0
                && string.Compare(row.Id, after) > 0)
            .OrderBy(row => row.Id).Select(row => row.Id).Take(SearchedAtOnce).ToListAsync(cancellation);
    }

    private static DownlineMember MemberOf(Grains.Genealogy.DownlineMember member) =>
        new() { Seller = member.Seller, Level = member.Level, Parent = member.Parent, Leg = member.Leg ?? "" };
}
