using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Compensation.Api.Shared.Paging;
using Compensation.Api.Shared.Settings;
using Compensation.Api.Shared.Values;
using Compensation.Api.Storefronts;
using Compensation.Api.V1;
using Compensation.Ledger.Store;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Duration = NodaTime.Duration;

namespace Compensation.Api.Admin;

/// <content>Storefronts, their keys, and the programme's settings.</content>
public sealed partial class AdminApi
{
    private const int LongestName = 40;
    private static readonly Duration LongestOverlap = Duration.FromDays(30);

    /// <inheritdoc/>
    public override Task<Storefront> CreateStorefront(CreateStorefrontRequest request, ServerCallContext context)
    {
        var name = Wire.CheckId(request.Name, "name");
        return name.Length > LongestName
            ? throw CallErrors.Invalid("name", name, "The name is too long.", $"Give up to {LongestName} characters.")
            : writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
            {
                if (await write.Context.Rows<StorefrontRow>().AnyAsync(row => row.Programme == write.Programme && row.Name == name))
                {
                    throw CallErrors.AlreadyExists("storefront", name);
                }

                await write.RecordAsync("storefront added", "", JsonBody.Of(("storefront", name)));
                await write.Transaction.StorefrontAsync(name);
                return new Storefront { Name = name };
            }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<ListStorefrontsResponse> ListStorefronts(ListStorefrontsRequest request, ServerCallContext context)
    {
        var programme = context.Caller().Programme;
        await using var ledger = database.CreateContext();
        var names = await ledger.Rows<StorefrontRow>().Where(row => row.Programme == programme).OrderBy(row => row.Storefront).Select(row => row.Name)
            .ToListAsync(context.CancellationToken);
        return new ListStorefrontsResponse { Storefronts = { names.Select(name => new Storefront { Name = name }) } };
    }

    /// <inheritdoc/>
    public override async Task<CreateKeyResponse> CreateKey(CreateKeyRequest request, ServerCallContext context)
    {
        var secret = "";
        var response = await writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            (var key, secret) = await StorefrontKeys.CreateAsync(write, request.Storefront, Wire.Optional(request.Expires, "expires"), request.Note);
            return new CreateKeyResponse { Key = ToKey(key) };
        }, context.CancellationToken);
        // What is kept for a repetition has no secret in it.
        response.Secret = secret;
        return response;
    }

    /// <inheritdoc/>
    public override async Task<CreateKeyResponse> RotateKey(RotateKeyRequest request, ServerCallContext context)
    {
        var overlap = Wire.Length(request.Overlap, "overlap") ?? Duration.Zero;
        if (overlap < Duration.Zero || overlap > LongestOverlap)
        {
            throw CallErrors.Invalid("overlap", $"{request.Overlap}", "The overlap is out of range.", "Give up to 30 days.");
        }

        var secret = "";
        var response = await writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            var known = await StorefrontKeys.ListAsync(write.Context, write.Programme, null, CancellationToken.None);
            var old = known.SingleOrDefault(key => key.Id == request.Key) ?? throw CallErrors.NotFound("key", request.Key);
            (var key, secret) = await StorefrontKeys.CreateAsync(write, old.Storefront, old.Expires, old.Note);
            await StorefrontKeys.EndAsync(write, old.Id, write.Now + overlap, $"rotated to {key.Id}");
            return new CreateKeyResponse { Key = ToKey(key) };
        }, context.CancellationToken);
        response.Secret = secret;
        return response;
    }

    /// <inheritdoc/>
    public override Task<Key> RevokeKey(RevokeKeyRequest request, ServerCallContext context) =>
        writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            await write.RecordAsync("key revoked", request.Reason, JsonBody.Of(("key", request.Key)));
            return ToKey(await StorefrontKeys.EndAsync(write, request.Key, write.Now, request.Reason));
        }, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ListKeysResponse> ListKeys(ListKeysRequest request, ServerCallContext context)
    {
        var page = Page.Of(request.Page, request);
        await using var ledger = database.CreateContext();
        var all = (await StorefrontKeys.ListAsync(ledger, context.Caller().Programme, null, context.CancellationToken))
            .Where(key => request.Storefront.Length == 0 || key.Storefront == request.Storefront).ToList();
        var begin = page.After.Length == 0 ? 0 : all.FindIndex(key => key.Id == page.After) + 1;
        var keys = all.Skip(begin).Take(page.Size).ToList();
        return new ListKeysResponse
        {
            Keys = { keys.Select(ToKey) },
            NextPageToken = begin + keys.Count < all.Count ? page.Next(keys[^1].Id) : "",
        };
    }

    /// <inheritdoc/>
    public override async Task<Settings> GetSettings(GetSettingsRequest request, ServerCallContext context)
    {
        await using var ledger = database.CreateContext();
        return await ProgrammeSettings.ReadAsync(ledger, context.Caller().Programme, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<Settings> UpdateSettings(UpdateSettingsRequest request, ServerCallContext context)
    {
        var mask = request.UpdateMask ?? new FieldMask();
        if (mask.Paths.Count == 0 || mask.Paths.Any(path => path.Split('.')[0] is not ("referral" or "debtor")) || !FieldMask.IsValid<Settings>(mask))
        {
            throw CallErrors.Invalid("update_mask", string.Join(", ", mask.Paths), "The mask names no settings, or some that there are not.",
                "Name fields such as referral.window or debtor.");
        }

        return writes.RunAsync(context.Caller(), request.IdempotencyKey, request, async write =>
        {
            var settings = await ProgrammeSettings.ReadAsync(write.Context, write.Programme, CancellationToken.None);
            if (request.ExpectedVersion != 0 && request.ExpectedVersion != settings.Version)
            {
                throw CallErrors.Aborted("SETTINGS_CHANGED", $"The settings have version {settings.Version} by now. Read them, and change those.");
            }

            mask.Merge(request.Settings ?? new Settings(), settings, new FieldMask.MergeOptions
            {
                ReplaceMessageFields = true,
                ReplaceRepeatedFields = true,
                ReplacePrimitiveFields = true,
            });
            _ = ReferralValues.TermsOf(settings.Referral, 0);
            await write.RecordAsync("settings changed", request.Reason, JsonBody.Of(("fields", string.Join(", ", mask.Paths))));
            ProgrammeSettings.Add(write, settings, request.Reason);
            return settings;
        }, context.CancellationToken);
    }

    private static Key ToKey(StorefrontKey key) => new()
    {
        Key_ = key.Id,
        Storefront = key.Storefront,
        Created = Wire.ToTimestamp(key.Created),
        Expires = key.Expires is { } expires ? Wire.ToTimestamp(expires) : null,
        Revoked = key.Revoked is { } revoked ? Wire.ToTimestamp(revoked) : null,
        Note = key.Note,
    };
}
