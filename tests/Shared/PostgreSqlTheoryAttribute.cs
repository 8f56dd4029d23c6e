using Xunit;

namespace Compensation.Testing;

/// <summary>Marks a test over data that needs PostgreSQL; it is left out, and says so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgreSqlTheoryAttribute : TheoryAttribute
{
    public PostgreSqlTheoryAttribute() => Skip = PostgreSqlServer.IsInstalled ? null : PostgreSqlServer.Needed;
}
