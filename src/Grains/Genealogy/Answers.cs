using Compensation.Ledger.Writing;
using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Answers of the genealogy's grains.</summary>
internal static class Answers
{
    /// <summary>Carries out a command and says what became of it.</summary>
    public static async Task<GenealogyAnswer> DoAsync(GenealogyDesk desk, GenealogyCommand command)
    {
        try
        {
            return await desk.DoAsync(command) switch
            {
                GenealogyOutcome.Done done => new GenealogyAnswer
                {
                    Kind = done.IsRepeated ? GenealogyAnswerKind.Repeated : GenealogyAnswerKind.Done,
                    Receipt = done.Receipt,
                },
                GenealogyOutcome.Refused refused => new GenealogyAnswer { Kind = GenealogyAnswerKind.Refused, Refusal = refused.Refusal },
                var outcome => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
            };
        }
        catch (LedgerBusyException busy)
        {
            return new GenealogyAnswer { Kind = GenealogyAnswerKind.Busy, RetryAfter = (long)Math.Ceiling(busy.RetryAfter.TotalMilliseconds) };
        }
    }

    /// <summary>A seller as known at an instant.</summary>
    public static SellerProfile ProfileOf(ProgrammeGenealogy genealogy, int seller, Instant instant)
    {
        var standing = genealogy.StandingAt(seller, instant);
        var into = standing == SellerStanding.Merged ? genealogy.ChangesOf(seller).LastOrDefault(change => change.Into is not null)?.Into : null;
        return new SellerProfile(genealogy.IdOf(seller), genealogy.EnrolledAt(seller).ToUnixTimeMilliseconds(), standing,
            into is { } other ? genealogy.IdOf(other) : null,
            [.. Enumerable.Range(0, genealogy.Terms.Count).Select(tree => genealogy.At(tree, seller, instant)).OfType<TreeEdge>()
                .Select(edge => PlaceOf(genealogy, edge))]);
    }

    /// <summary>An edge as people read it.</summary>
    public static SellerPlace PlaceOf(ProgrammeGenealogy genealogy, TreeEdge edge) => new(
        genealogy.IdOf(edge.Seller), genealogy.Terms[edge.Tree].Name, edge.Parent < 0 ? null : genealogy.IdOf(edge.Parent), LegOf(genealogy, edge),
        edge.Effective);

    /// <summary>The name of an edge's leg; null where it has none.</summary>
    public static string? LegOf(ProgrammeGenealogy genealogy, TreeEdge edge) => edge.Leg < 0 ? null : genealogy.Terms[edge.Tree].Legs[edge.Leg];
}
