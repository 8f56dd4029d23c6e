using Compensation.Grains.Programmes;
using NodaTime;
using Orleans;

namespace Compensation.Grains.Genealogy;

/// <summary>Represents a seller: what is asked of them goes to the silo's desk, and the ledger keeps it.</summary>
public sealed class SellerGrain(GenealogyDirectory desks, LiveDirectory live) : Grain, ISellerGrain
{
    private SellerKey Key => SellerKey.Read(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Enrol(EnrolRequest request) => DoAsync(request, new GenealogyCommand.Enrol(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Sponsor, request.Values) { Places = request.Places });

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Change(ChangeSellerRequest request) => DoAsync(request, new GenealogyCommand.Change(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Values, request.Reason));

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Terminate(StandingRequest request) => DoAsync(request, new GenealogyCommand.Terminate(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Reason) { Values = request.Values });

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Reinstate(StandingRequest request) => DoAsync(request, new GenealogyCommand.Reinstate(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Reason) { Values = request.Values });

    /// <inheritdoc/>
    public Task<GenealogyAnswer> Merge(MergeRequest request) => DoAsync(request, new GenealogyCommand.Merge(
        request.Request, request.By, Moment(request.Effective), Key.Seller, request.Into, request.Reason));

    /// <inheritdoc/>
    public async Task<SellerProfile?> Profile(long at)
    {
        var (key, instant) = (Key, Moment(at));
        var desk = await desks.OfAsync(key.Programme);
        return await desk.LookAsync(genealogy => genealogy.Find(key.Seller) is >= 0 and var seller ? ProfileOf(genealogy, seller, instant) : null);
    }

    /// <inheritdoc/>
    public Task<SellerFigures?> Figures(long atLeast) => live.FiguresAsync(Key.Programme, Key.Seller, atLeast);

    private async Task<GenealogyAnswer> DoAsync(GenealogyRequest request, GenealogyCommand command)
    {
        DeactivateOnIdle();
        return await Answers.DoAsync(await desks.OfAsync(Key.Programme), command with { ApprovedBy = request.ApprovedBy });
    }

    private static SellerProfile ProfileOf(ProgrammeGenealogy genealogy, int seller, Instant instant)
    {
        var standing = genealogy.StandingAt(seller, instant);
        var into = standing == SellerStanding.Merged ? genealogy.ChangesOf(seller).LastOrDefault(change => change.Into is not null)?.Into : null;
        return new SellerProfile(genealogy.IdOf(seller), genealogy.EnrolledAt(seller).ToUnixTimeMilliseconds(), standing,
            into is { } other ? genealogy.IdOf(other) : null,
            [.. Enumerable.Range(0, genealogy.Terms.Count).Select(tree => genealogy.At(tree, seller, instant)).OfType<TreeEdge>()
                .Select(edge => Answers.PlaceOf(genealogy, edge))]);
    }

    private static Instant Moment(long milliseconds) => Instant.FromUnixTimeMilliseconds(milliseconds);
}
