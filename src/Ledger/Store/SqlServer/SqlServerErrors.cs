using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;

namespace Compensation.Ledger.Store.SqlServer;

/// <summary>Reads SQL Server's errors.</summary>
internal static partial class SqlServerErrors
{
    private const int UniqueConstraint = 2627;
    private const int UniqueIndex = 2601;

    /// <summary>The key that was there already, or null for any other error.</summary>
    public static LedgerConflict? ConflictOf(SqlException error)
    {
        var key = error.Number is UniqueConstraint or UniqueIndex ? Key().Match(error.Message) : Match.Empty;
        return key.Success ? new LedgerConflict(Table().Match(error.Message).Groups["table"].Value, key.Groups["key"].Value) : null;
    }

    /// <summary>The key or the index that the message names, in whichever language.</summary>
    [GeneratedRegex("['\"«„](?<key>(pk|ux)_[a-z_]+)['\"»“]")]
    private static partial Regex Key();

    [GeneratedRegex(@"\bdbo\.(?<table>[a-z_]+)")]
    private static partial Regex Table();
}
