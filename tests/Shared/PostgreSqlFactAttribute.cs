using Xunit;

namespace Compensation.Testing;

/// <summary>Marks a test that needs PostgreSQL; it is left out, and says so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = PostgreSqlServer.IsInstalled ? null : PostgreSqlServer.Needed;
}
