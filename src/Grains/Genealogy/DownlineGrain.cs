using System.Runtime.CompilerServices;
using Compensation.Grains.Programmes;
using NodaTime;
using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents a seller's downline, as the silo's index has it.</summary>
public sealed class DownlineGrain(GenealogyDirectory desks, LiveDirectory live) : Grain, IDownlineGrain
{
    private const int LargestPage = 1000;

    private DownlineKey Key => DownlineKey.Read(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Place(PlaceSellerRequest request) => DoAsync(request, new GenealogyCommand.Place(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.To));

    /// <inheritdoc/>
    public async Task<PriceAnswer> Price(MoveRequest request, CancellationToken cancellation = default)
    {
        var desk = await desks.OfAsync(Key.Programme);
        var command = CommandOf(request);
        // Closing periods is long work, which is not for a grain's turn.
        var (price, refusal) = await Task.Run(() => desk.PriceAsync(command, cancellation), cancellation);
        return new PriceAnswer(price, refusal);
    }

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Move(MoveRequest request) => DoAsync(request, CommandOf(request));

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Undo(UndoRequest request) => DoAsync(request, new GenealogyCommand.Undo(
        request.Request, request.By, Moment(request.Effective), request.Sequence, request.Reason));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>?> Upline(string tree, long at, CancellationToken cancellation = default) => LookAsync<IReadOnlyList<string>>(tree,
        (genealogy, index, seller) => [.. genealogy.UplineOf(index, seller, Moment(at)).Select(genealogy.IdOf)], cancellation);

    /// <inheritdoc/>
    public async Task<DownlinePage?> Page(string tree, long at, int depth, int offset, int size, CancellationToken cancellation = default)
    {
        CheckPage(offset, size);
        var desk = await desks.OfAsync(Key.Programme);
        return await LookAsync(tree, (genealogy, index, seller) =>
        {
            var found = genealogy.DownlineOf(index, seller, Moment(at), depth).Skip(offset).Take(size + 1).ToList();
            var members = found.Take(size).Select(member => MemberOf(genealogy, index, member.Seller, member.Level, Moment(at)));
            return new DownlinePage([.. members], found.Count > size ? offset + size : null, desk.Sequence);
        }, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DownlineMember> Members(string tree, long at, int depth, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (found, whole) = (new List<DownlineMember>(), new Queue<(string Seller, int Level)>([(Key.Seller, 0)]));
        while (whole.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            found.Clear();
            // Whoever looks keeps everybody else waiting, so that a large downline is looked at part by part.
            await LookAsync<object>(tree, (genealogy, index, _) =>
            {
                while (found.Count < LargestPage && whole.TryDequeue(out var next))
                {
                    foreach (var (below, _) in genealogy.DownlineOf(index, genealogy.Find(next.Seller), Moment(at), Math.Min(1, depth - next.Level)))
                    {
                        found.Add(MemberOf(genealogy, index, below, next.Level + 1, Moment(at)));
                        whole.Enqueue((found[^1].Seller, next.Level + 1));
                    }
                }

                return found;
            }, cancellation);
            if (found.Count == 0)
            {
                yield break;
            }

            foreach (var member in found)
            {
                yield return member;
            }
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DownlineMember>?> Find(
        string tree, long at, IReadOnlyList<string> sellers, CancellationToken cancellation = default) =>
        LookAsync<IReadOnlyList<DownlineMember>>(tree, (genealogy, index, seller) =>
        [
            .. from id in sellers
               let member = genealogy.Find(id)
               where member >= 0
               let level = 1 + genealogy.UplineOf(index, member, Moment(at)).ToList().IndexOf(seller)
               where level > 0
               select MemberOf(genealogy, index, member, level, Moment(at)),
        ], cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LegSummary>?> Legs(string tree, long at, CancellationToken cancellation = default) =>
        await (await desks.OfAsync(Key.Programme)).LegsAsync(Key.Seller, tree, Moment(at), cancellation);

    /// <inheritdoc/>
    public Task<LegFiguresPage?> LegFigures(string tree, int offset, int size, long atLeast, CancellationToken cancellation = default)
    {
        CheckPage(offset, size);
        return live.LegsAsync(Key.Programme, Key.Seller, tree, offset, size, atLeast, cancellation);
    }

    private static void CheckPage(int offset, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestPage);
    }

    private static DownlineMember MemberOf(ProgrammeGenealogy genealogy, int tree, int seller, int level, Instant at)
    {
        var edge = genealogy.At(tree, seller, at)!.Value;
        return new DownlineMember(genealogy.IdOf(seller), level, genealogy.IdOf(edge.Parent), Answers.LegOf(genealogy, edge));
    }

    private async Task<T?> LookAsync<T>(string tree, Func<ProgrammeGenealogy, int, int, T> look, CancellationToken cancellation)
        where T : class
    {
        var key = Key;
        var desk = await desks.OfAsync(key.Programme);
        return await desk.LookAsync(genealogy => genealogy.Find(key.Seller) is >= 0 and var seller && genealogy.FindTree(tree) is >= 0 and var index
            ? look(genealogy, index, seller)
            : null, cancellation: cancellation);
    }

    private async Task<GenealogyAnswer> DoAsync(GenealogyRequest request, GenealogyCommand command)
    {
        DeactivateOnIdle();
        return await Answers.DoAsync(await desks.OfAsync(Key.Programme), command with { ApprovedBy = request.ApprovedBy });
    }

    private GenealogyCommand.Move CommandOf(MoveRequest request) => new(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.To, request.Scope, request.Reason)
    { ApprovedBy = request.ApprovedBy };

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
