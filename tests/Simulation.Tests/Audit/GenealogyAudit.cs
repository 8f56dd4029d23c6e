using Compensation.Ledger.Store;
using Shouldly;

namespace Compensation.Simulation.Tests;

/// <summary>Holds the sellers and edges of a ledger against what the back office knows.</summary>
internal static class GenealogyAudit
{
    public static void Check(LedgerRows ledger, ModelGenealogy genealogy)
    {
        ledger.Sellers.Select(row => (row.Seller, row.Id, row.Enrolled))
            .ShouldBe(genealogy.Sellers.Select(seller => (seller.Number, seller.Id, seller.Enrolled)), "the sellers");
        foreach (var seller in genealogy.Sellers)
        {
            ledger.Edges.Where(row => row.Seller == seller.Number).Select(row => (row.Effective, row.Parent))
                .ShouldBe(seller.Edges, $"below whom {seller.Id} came to stand");
            ledger.SellerEvents.Where(row => row.Seller == seller.Number).Select(row => (row.At, row.Kind switch
            {
                SellerEventKind.Terminated => ModelStanding.Left,
                SellerEventKind.Merged => ModelStanding.Merged,
                _ => ModelStanding.Active,
            })).ShouldBe(seller.Changes, $"what became of {seller.Id}");
        }

        // Steps of payouts are remembered in scopes of their own, which begin with their name.
        ledger.Requests.Where(row => !row.Scope.StartsWith("payout", StringComparison.Ordinal)).Select(row => row.RequestId)
            .ShouldBe(genealogy.Requests, ignoreOrder: true, "the requests that were carried out");
    }
}
