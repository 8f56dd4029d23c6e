namespace Compensation.Grains.Genealogy;

/// <summary>Decides what becomes of a command about sellers and their trees. Pure: no clock, no I/O.</summary>
/// <remarks>What is looked at, and so which refusal wins, in this order: ids and reasons, the sellers, whether they are active, the instant, the tree and the
/// place, approval, and at last whether anybody would come to stand in their own downline.</remarks>
public static class GenealogyDecider
{
    /// <summary>Decides.</summary>
    /// <param name="genealogy">The sellers and trees so far.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="context">What else is known.</param>
    /// <returns>Events, or a refusal. Whether the request was carried out before is the ledger's to say.</returns>
    public static Decision<GenealogyEvent> Decide(ProgrammeGenealogy genealogy, GenealogyCommand command, GenealogyContext context)
    {
        var step = new GenealogyStep(genealogy, command, context);
        return step.OfWords() is { } refusal ? refusal : step.Decide();
    }

    /// <summary>The genealogy's trees as they would stand; only for a command that is accepted.</summary>
    /// <param name="genealogy">The genealogy.</param>
    /// <param name="events">The events, which are added to it.</param>
    /// <param name="sequence">The ledger's sequence that they were written with.</param>
    public static void Apply(ProgrammeGenealogy genealogy, IEnumerable<GenealogyEvent> events, long sequence)
    {
        foreach (var happened in events)
        {
            switch (happened)
            {
                case GenealogyEvent.Enrolled enrolled:
                    genealogy.AddSeller(enrolled.Id, enrolled.At);
                    break;
                case GenealogyEvent.Stands stands:
                    genealogy.Add(stands.Edge with { Sequence = sequence });
                    break;
                case GenealogyEvent.Changed changed:
                    genealogy.Add(changed.Change with { Sequence = sequence });
                    break;
            }
        }
    }
}
