using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Idempotency;
using Compensation.Api.Shared.Persons;
using Compensation.Api.Shared.Values;
using Compensation.Api.V1;
using Compensation.Grains;
using Compensation.Grains.Genealogy;
using Compensation.Grains.Periods;
using Compensation.Grains.Statements;
using Compensation.Ledger.Store;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Orleans;
using Known = Compensation.Grains.Genealogy.SellerStanding;
using SellerStanding = Compensation.Api.V1.SellerStanding;

namespace Compensation.Api.Sellers;

/// <summary>Serves the calls of <see cref="SellerService"/>.</summary>
/// <remarks>Whose figures a call may show is decided by <see cref="Caller.OwnSeller"/>; only a profile and a page of a downline may also be those of somebody
/// in one's own downline.</remarks>
/// <param name="grains">The silo's grains.</param>
/// <param name="genealogies">What the silo knows of trees.</param>
/// <param name="database">The ledger.</param>
/// <param name="desks">The workflows of periods, for what only reads.</param>
/// <param name="statements">Reads what statements come to.</param>
/// <param name="writes">Writes what has no grain of its own.</param>
/// <param name="persons">Who sellers are.</param>
/// <param name="time">The clock between two looks at figures that are followed.</param>
public sealed partial class SellerApi(IGrainFactory grains, GenealogyDirectory genealogies, LedgerDatabase database, PeriodDesks desks,
    StatementReader statements, ProgrammeWrites writes, PersonBook persons, TimeProvider time) : SellerService.SellerServiceBase
{
    private const int LongestId = 200;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override async Task<Profile> GetProfile(GetProfileRequest request, ServerCallContext context)
    {
        var (caller, at) = (context.Caller(), MomentOf(request.At, "at"));
        var seller = await VisibleAsync(caller, request.Seller, context.CancellationToken);
        var profile = await grains.GetGrain<ISellerGrain>(SellerKey.Of(caller.Programme, seller)).Profile(at, context.CancellationToken)
            ?? throw Unknown(seller);
        return new Profile
        {
            Seller = profile.Seller,
            Joined = Wire.ToTimestamp(profile.Enrolled),
            Standing = profile.Enrolled > at ? SellerStanding.NotEnrolled : StandingOf(profile.Standing),
            MergedInto = profile.MergedInto ?? "",
            Places =
            {
                profile.Places.Select(place => new Place
                {
                    Tree = place.Tree,
                    Parent = place.Parent ?? "",
                    Leg = place.Leg ?? "",
                    Seller = place.Seller,
                    From = Wire.ToTimestamp(place.From),
                }),
            },
        };
    }

    /// <summary>The seller whose profile or downline is asked for: also somebody of the caller's own downline, in any tree, as it is now.</summary>
    private async Task<string> VisibleAsync(Caller caller, string requested, CancellationToken cancellation)
    {
        if (caller.Seller is not { } own || requested.Length == 0 || requested == own || !IsId(requested)
            || caller.Is(CallerRoles.Support | CallerRoles.Finance | CallerRoles.FinanceApprover | CallerRoles.Admin))
        {
            return CheckedId(caller.OwnSeller(requested));
        }

        var (downline, now) = (grains.GetGrain<IDownlineGrain>(DownlineKey.Of(caller.Programme, requested)), MomentOf(null, "at"));
        foreach (var tree in (await genealogies.OfAsync(caller.Programme)).Trees)
        {
            if (await downline.Upline(tree, now, cancellation) is { } upline && upline.Contains(own))
            {
                return requested;
            }
        }

        // The same answer whether there is such a seller or not: nobody finds out who sells by trying ids.
        return caller.OwnSeller(requested);
    }

    private static string SellerOf(Caller caller, string requested) => CheckedId(caller.OwnSeller(requested));

    private static string CheckedId(string seller) => IsId(seller) ? seller : throw CallErrors.Refused(new Refusal(
        RefusalCode.InvalidId, "seller", seller, "This is no id.", $"Give 1 to {LongestId} characters on one line, without spaces around them."));

    private static bool IsId(string seller) =>
        seller.Length is > 0 and <= LongestId && seller.Trim() == seller && !seller.Any(char.IsControl);

    private static CallException Unknown(string seller) => CallErrors.Refused(new Refusal(
        RefusalCode.UnknownSeller, "seller", seller, "The programme knows no seller of this id.", "Correct the id."));

    private static SellerStanding StandingOf(Known standing) => standing switch
    {
        Known.Terminated => SellerStanding.Terminated,
        Known.Merged => SellerStanding.Merged,
        _ => SellerStanding.Active,
    };

    /// <summary>The instant that a request asks for, in milliseconds since 1970-01-01T00:00Z; now where it names none.</summary>
    private long MomentOf(Timestamp? timestamp, string field) =>
        (Wire.Optional(timestamp, field) ?? database.Clock.GetCurrentInstant()).ToUnixTimeMilliseconds();
}
