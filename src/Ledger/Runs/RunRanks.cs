using System.Text;
using Compensation.Ledger.Snapshots;
using Compensation.Rules.Closing;

namespace Compensation.Ledger.Runs;

/// <summary>Represents the ranks and titles of a stored run.</summary>
/// <param name="Sellers">All sellers of the run.</param>
/// <param name="Names">The ranks and titles that occur; the first, empty, stands for none.</param>
/// <param name="Rank">Each seller's rank, as a position in <paramref name="Names"/>.</param>
/// <param name="Title">Each seller's title, likewise.</param>
public sealed record RunRanks(Ids Sellers, IReadOnlyList<string> Names, int[] Rank, int[] Title)
{
    /// <summary>Reads <c>ranks.csv</c>.</summary>
    internal static RunRanks Read(string folder)
    {
        var (sellers, names) = (new IdTable(), new IdTable());
        var (ranks, titles) = (new List<int>(), new List<int>());
        names.Add([]);
        RunTable.Read(folder, RunFiles.Ranks, header =>
        {
            var (seller, rank, title) = (header.Required("seller"), header.Required("rank"), header.Required("title"));
            return (_, fields) =>
            {
                if (fields.TryId(seller, out var id))
                {
                    sellers.Add(id);
                    ranks.Add(names.Add(fields.Bytes(rank)));
                    titles.Add(names.Add(fields.Bytes(title)));
                }
            };
        });
        var found = names.ToIds();
        return new RunRanks(
            sellers.ToIds(), [.. Enumerable.Range(0, found.Count).Select(i => Encoding.UTF8.GetString(found.Bytes(i)))],
            [.. ranks], [.. titles]);
    }
}
