using Compensation.Api.Shared.Idempotency;
using Compensation.Ledger.Store;
using Google.Protobuf;
using Microsoft.EntityFrameworkCore;

namespace Compensation.Api.Shared.Settings;

/// <summary>Keeps the settings of programmes, version by version.</summary>
public static class ProgrammeSettings
{
    /// <summary>The settings that hold; all empty, with version 0, where nobody has set any.</summary>
    public static async Task<V1.Settings> ReadAsync(LedgerContext context, int programme, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var last = await context.Rows<SettingsRow>().Where(row => row.Programme == programme).OrderByDescending(row => row.Version)
            .FirstOrDefaultAsync(cancellation);
        var settings = last is null ? new V1.Settings() : V1.Settings.Parser.ParseJson(last.Body);
        settings.Version = last?.Version ?? 0;
        return settings;
    }

    /// <summary>Adds a version; it is saved with the write, which has recorded it.</summary>
    /// <param name="write">The write.</param>
    /// <param name="settings">All settings; their version is that of the settings they replace, and the new one afterwards.</param>
    /// <param name="why">Why.</param>
    public static void Add(ProgrammeWrite write, V1.Settings settings, string why)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Version++;
        write.Context.Add(new SettingsRow
        {
            Programme = write.Programme,
            Version = (int)settings.Version,
            Body = JsonFormatter.Default.Format(settings),
            Who = write.Caller.Name,
            Why = why,
            At = write.Now.ToUnixTimeMilliseconds(),
            Sequence = write.Sequence,
        });
    }
}
