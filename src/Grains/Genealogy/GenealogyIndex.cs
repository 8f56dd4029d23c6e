using Compensation.Grains.Periods;
using Compensation.Ledger.Books;
using Compensation.Ledger.Genealogy;
using Compensation.Ledger.Periods;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Ledger.Writing;
using Compensation.Rules.Genealogy;
using NodaTime;

namespace Compensation.Grains.Genealogy;

/// <summary>Keeps a programme's genealogy in memory as the ledger has it, for any number of threads.</summary>
internal sealed class GenealogyIndex(LedgerDatabase database, int programme, IReadOnlyList<TreeTerms> terms) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim reading = new(1);
    private Dictionary<int, int> treeOfWord = [];
    private Dictionary<(int Tree, int Word), int> legOfWord = [];
    private ProgrammeGenealogy genealogy = new(terms);
    private long sequence;
    private long missed;
    private long checkedAt;
    private int run;
    private bool isFresh;

    /// <summary>When the ledger was last asked how far it is.</summary>
    public Instant CheckedAt
    {
        get => Instant.FromUnixTimeTicks(Volatile.Read(ref checkedAt));
        set => Volatile.Write(ref checkedAt, value.ToUnixTimeTicks());
    }

    /// <summary>The ledger's sequence up to which everything is in.</summary>
    public long Sequence => Volatile.Read(ref sequence);

    /// <summary>Whether nothing is known to be missing.</summary>
    public bool IsFresh => Volatile.Read(ref isFresh);

    /// <summary>Looks, while nothing changes.</summary>
    public T Look<T>(Func<ProgrammeGenealogy, T> look)
    {
        lock (gate)
        {
            return look(genealogy);
        }
    }

    /// <summary>Takes what a writer has committed. After a gap, or rows that it does not show, the ledger is read when somebody looks.</summary>
    public void Take(LedgerEntries entries)
    {
        if (entries.Programme != programme)
        {
            return;
        }

        lock (gate)
        {
            if (!isFresh || entries.After != sequence || entries.Rows is not { } rows
                || rows.OfType<WordRow>().Any() || rows.OfType<PeriodEventRow>().Any(happened => happened.Run is not null))
            {
                missed = Math.Max(missed, entries.Last);
                isFresh = isFresh && missed <= sequence;
                return;
            }

            Add(GenealogyRows.Of(rows));
            sequence = entries.Last;
        }
    }

    /// <summary>Forgets everything; the ledger is read anew when somebody looks.</summary>
    public void Forget()
    {
        lock (gate)
        {
            (genealogy, sequence, run, isFresh) = (new ProgrammeGenealogy(terms), 0, 0, false);
        }
    }

    /// <summary>Reads what is missing.</summary>
    /// <param name="context">The context, in whose transaction it is read.</param>
    /// <param name="upTo">The ledger's sequence, where a transaction holds it; null asks the ledger.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task CatchUpAsync(LedgerContext context, long? upTo, CancellationToken cancellation = default)
    {
        await reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var last = upTo ?? await context.LastSequenceAsync(programme, cancellation).ConfigureAwait(false);
            if (IsFresh && Sequence >= last)
            {
                return;
            }

            var words = await BookReader.NamesAsync(context, programme, cancellation).ConfigureAwait(false);
            var periods = await LedgerPeriods.ReadAsync(context, programme, cancellation).ConfigureAwait(false);
            lock (gate)
            {
                Name(words.Words);
                Add(GenealogyRows.Read(database, context, programme, sequence, last));
                AddGiven(context, CarriedRun.Last(periods) ?? 0);
                (sequence, isFresh) = (last, last >= missed);
            }
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => reading.Dispose();

    private void Add(GenealogyRows rows)
    {
        foreach (var row in rows.Sellers)
        {
            genealogy.AddSeller(row.Id, Moment(row.Enrolled));
        }

        foreach (var row in rows.Events)
        {
            genealogy.Add(new SellerChange(row.Seller, row.Event, row.Kind, Moment(row.At), row.Sequence) { Values = row.Values, Into = row.OtherSeller });
        }

        foreach (var row in rows.Edges)
        {
            if (treeOfWord.TryGetValue(row.Tree, out var tree))
            {
                var leg = row.Leg is { } word ? legOfWord.GetValueOrDefault((tree, word), -1) : -1;
                genealogy.Add(new TreeEdge(tree, row.Seller, row.Change, row.Parent ?? -1, leg, row.Effective, row.Sequence));
            }
        }
    }

    /// <summary>Notes the places that the last run has given.</summary>
    private void AddGiven(LedgerContext context, int last)
    {
        if (last == run)
        {
            return;
        }

        genealogy.ForgetGiven();
        foreach (var place in database.Read<RunPlaceRow>(context, new RowFilter(programme) { Run = last }))
        {
            if (genealogy.FindTree(place.Tree) is >= 0 and var tree)
            {
                genealogy.AddGiven(tree, place.Seller, new Placement(place.Parent, place.Leg));
            }
        }

        run = last;
    }

    private void Name(IReadOnlyList<string> words)
    {
        (treeOfWord, legOfWord) = ([], []);
        for (var number = 1; number <= words.Count; number++)
        {
            for (var tree = 0; tree < terms.Count; tree++)
            {
                if (terms[tree].Name == words[number - 1])
                {
                    treeOfWord[number] = tree;
                }

                if (terms[tree].Legs.ToList().IndexOf(words[number - 1]) is >= 0 and var leg)
                {
                    legOfWord[(tree, number)] = leg;
                }
            }
        }
    }

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
